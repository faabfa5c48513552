"""F and S: what stands under the items of the form, and how its exhibit begins and ends."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cmr.findings import Hit, Severity, at, check
from reports.document import Heading, Paragraph, plain, texts
from reports.prefiling.draft import Draft

# Pages that list all filings or all of investor relations, and none in particular.
_GENERAL = re.compile(
    r"/(?:sec-?filings?|financials?-filings?|all-sec-filings|financials?|investors?|investor-relations|filings?)"
    r"(?:/(?:sec-?filings?|default\.aspx|index\.html?))?/?$",
    re.I,
)


@check(
    "F06",
    Severity.BLOCK,
    title="Item 1.01 has the heading “Conflict Minerals Disclosure”",
    message="Item 1.01 stands without the heading “Conflict Minerals Disclosure”.",
    reason="The item asks for the disclosure under a separate heading of this name.",
    source="Form SD, Item 1.01(b) and (c)",
    remedy="Put the heading above the disclosure in Item 1.01.",
)
def disclosure_has_its_heading(draft: Draft) -> Iterator[Hit]:
    inside = False
    for block in draft.report.part("sd").blocks:
        if isinstance(block, Heading):
            words = plain(block.text)
            inside = words.startswith("Item 1.01") if words.startswith("Item ") else inside
            if inside and words.rstrip(".").casefold() == "conflict minerals disclosure":
                return
    yield at("Form SD, Item 1.01")


@check(
    "F07",
    Severity.BLOCK,
    title="The form says at which address the disclosure is public",
    message="The form does not print the address {url}.",
    reason="The item asks for the link in the body of the form.",
    source="Form SD, Item 1.01(b) and (c)",
    remedy="Print the placeholder of the disclosure's address in Item 1.01.",
)
def form_gives_the_address(draft: Draft) -> Iterator[Hit]:
    url = draft.facts.filer.disclosure_url
    told = " ".join(plain(text) for _, text in texts(draft.report.part("sd").blocks))
    if not url or url not in told:
        yield at("Form SD, Item 1.01", url=url or "of the disclosure, which is not entered")


@check(
    "F08",
    Severity.INFO,
    title="The address leads to the report itself",
    message="{url} looks like a general list of filings.",
    reason="A reader who is sent to a list has to find the report in it.",
    source="Form SD, Item 1.01: publicly available on its website",
    remedy="Post the report at an address of its own, and enter that with the registrant's data.",
)
def address_leads_to_the_report(draft: Draft) -> Iterator[Hit]:
    url = draft.facts.filer.disclosure_url
    path = urlsplit(url if "//" in url else f"//{url}").path
    if url and (path in ("", "/") or _GENERAL.search(path)):
        yield at("Form SD, Item 1.01", url=url)


@check(
    "F15",
    Severity.WARN,
    title="The exhibit begins with its label and its title",
    message="The exhibit does not begin with {lacking}.",
    reason="An exhibit is found by its label.",
    source="Regulation S-T 305; Form SD, Item 3.01",
    remedy="Put “Exhibit 1.01” and “Conflict Minerals Report” above everything else in the exhibit.",
)
def exhibit_has_its_label(draft: Draft) -> Iterator[Hit]:
    for part in draft.exhibit:
        top: list[str] = []
        for block in part.blocks:
            if isinstance(block, Heading):
                break
            top += [plain(block.text)] if isinstance(block, Paragraph) else []
        lacking = [words for words in ("Exhibit 1.01", "Conflict Minerals Report") if words not in top]
        if lacking:
            yield at("Exhibit 1.01", lacking=" and ".join(f"“{words}”" for words in lacking))


@check(
    "S10",
    Severity.BLOCK,
    title="Each annex stands once, under the name by which the text refers to it",
    message="{annex} {fault}.",
    reason="A reader who is sent to an annex must find one, and only one.",
    source="Form SD Item 1.01(c)(2)",
    remedy="Build the report again; in a text of your own, refer to Annex I or Annex II.",
)
def annexes_stand_once(draft: Draft) -> Iterator[Hit]:
    for part in draft.exhibit:
        headings = [plain(block.text) for block in part.blocks if isinstance(block, Heading) and block.level == 1]
        titled = [found.group(1) for each in headings if (found := re.match(r"(Annex [IVX]+): \S", each))]
        told = " ".join(plain(text) for _, text in texts(part.blocks))
        for annex in sorted({*re.findall(r"\bAnnex [IVX]+\b", told), "Annex I"}):
            if titled.count(annex) != 1:
                fault = "is referred to and does not stand in the exhibit" if annex not in titled else "stands twice"
                yield at(annex, annex=annex, fault=fault)
        for metal in {table.metal for table in draft.tables("annex")}:
            if sum(table.metal == metal for table in draft.tables("annex")) > 1:
                yield at("Annex I", annex="Annex I", fault=f"lists {metal.lower()} twice")

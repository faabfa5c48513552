"""F and P: what must be there when the report leaves the house; looked at when its filing is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cmr.findings import CheckSet, Hit, Severity, at, check
from reports.narrative.words import day


@dataclass(frozen=True, slots=True)
class Leaving:
    """An approval as it stands. `missing`: parts still to sign; `papers`: days of signed authentication documents.

    `posted`: the address of the newest copy made for the website, the last day it must stay there, whether it was made
    of the report that is filed, and whether somebody has found it there (None: nobody has looked).
    """

    signed_on: date | None
    missing: tuple[str, ...]
    frozen: str
    filed: str
    papers: tuple[date, ...] = ()
    posted: tuple[str, date, bool, bool | None] | None = None


@check(
    "P06",
    Severity.BLOCK,
    title="Preparer, legal, operations or finance, and the signing officer have approved exactly this text",
    message="The report is not approved; {fault}.",
    reason="Whoever signs answers for the text that was read, and for no other.",
    source="Exchange Act Section 18; the text is frozen by its hash",
    remedy="Have it signed by whoever is missing, each another person.",
)
def four_have_approved(leaving: Leaving) -> Iterator[Hit]:
    if leaving.missing:
        yield at("Approval", fault=f"still to sign: {', '.join(leaving.missing)}")
    elif leaving.frozen != leaving.filed:
        yield at("Approval", fault="what was signed is another text than what would be filed")


@check(
    "F11",
    Severity.BLOCK,
    title="The signatory's authentication document is on file",
    message="The authentication document{of} is not in the due-diligence log.",
    reason="It is signed before or at filing, and kept for five years.",
    source="Regulation S-T 302(b)",
    remedy="Enter it under step 5 first; it is signed before or at filing and kept for five years.",
)
def authentication_is_on_file(leaving: Leaving) -> Iterator[Hit]:
    if leaving.signed_on not in leaving.papers:
        of = f" signed on {day(leaving.signed_on)}" if leaving.signed_on else ""
        yield at("Signatures", of=of)


@check(
    "F07",
    Severity.WARN,
    title="The report that is filed stands on the website, for a year at least",
    message="{fault}.",
    reason="The disclosure is publicly available on the website, and stays there for one year.",
    source="Form SD, Item 1.01(b) and (c)",
    remedy="Make the copy for the website from this report, post it, and record that it was seen there.",
)
def report_is_posted(leaving: Leaving) -> Iterator[Hit]:
    if leaving.posted is None:
        yield at("Website", fault="No copy for the website was made")
        return
    url, until, same, found = leaving.posted
    if not same:
        yield at("Website", fault=f"What stands at {url} is not the report that is filed")
    if not found:
        nobody = "nobody has looked whether it is there" if found is None else "it was not found there"
        yield at("Website", fault=f"The copy is to stand at {url} until {day(until)}, and {nobody}")


LEAVING = CheckSet("leaving", (four_have_approved, authentication_is_on_file, report_is_posted))

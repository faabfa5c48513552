"""P: the evidence behind the report, and the files that go out."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from cmr.findings import Hit, Severity, at, check
from reports.prefiling.draft import Draft
from reports.render.edgar import FILES
from reports.render.edgar_rules import name_violations
from reports.render.html import page
from reports.render.words import words_of


@check(
    "P01",
    Severity.BLOCK,
    title="One accepted CMRT for every contract manufacturer in scope: version known, authorized, dated for the year",
    message="{supplier} {fault}.",
    reason="What a manufacturer did not tell is missing from every number in the report.",
    source="Form SD Item 1.01(c)(1); OECD Guidance, step 2",
    remedy="Accept its CMRT, ask for it again, or take the manufacturer out of scope with a reason.",
)
def one_accepted_declaration_each(draft: Draft) -> Iterator[Hit]:
    for supplier in draft.facts.without_accepted:
        yield at("Responses", supplier=supplier, fault="has no accepted CMRT")
    if not draft.facts.surveyed:
        yield at("Responses", supplier="The period", fault="has no contract manufacturer that was asked")
    opens, closes = date(draft.facts.year, 1, 1), draft.facts.due_date
    for file in draft.facts.files:
        day = file.effective_date
        if day is None or not opens <= day <= closes:
            dated = f"has a CMRT dated {day}, outside {opens} to {closes}" if day else "has a CMRT without a date"
            yield at("Responses", supplier=file.supplier, fault=dated)
    for supplier, fault in draft.beside.unsound:
        yield at("Responses", supplier=supplier, fault=fault)


@check(
    "P02",
    Severity.BLOCK,
    title="Every line of Annex I traces to a CMRT, and every line of a CMRT is accounted for",
    message="{fault}.",
    reason="A line without a source is a claim without evidence; a source without a line is evidence left out.",
    source="Form SD Item 1.01(c)(2); OECD Guidance, step 1: records of the chain of custody",
    remedy="Build the report again from the accepted declarations.",
)
def rows_trace_to_declarations(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    known = {(row.metal, row.name, row.smelter_id): row for row in facts.annex}
    printed = {(row[0], row[1], row[2]) for row in draft.annex}
    for metal, name, smelter_id in sorted(printed - set(known)):
        yield at("Annex I", fault=f"{metal}: {name} ({smelter_id}) stands in Annex I and on no accepted CMRT")
    for metal, name, smelter_id in sorted(set(known) - printed):
        yield at("Annex I", fault=f"{metal}: {name} ({smelter_id}) stands on an accepted CMRT and not in Annex I")
    for row in facts.annex:
        files = {file for file, _ in row.sources}
        if not files or max(files) >= len(facts.files) or min(files) < 0 or not all(cells for _, cells in row.sources):
            yield at("Annex I", fault=f"{row.name} ({row.smelter_id}) does not lead back to file, sheet and cell")
            continue
        makers = len({facts.files[file].supplier for file in files})
        if makers != row.manufacturers:
            fault = (
                f"{row.name} ({row.smelter_id}) counts {row.manufacturers} manufacturers, and its cells are of {makers}"
            )
            yield at("Annex I", fault=fault)
    unlisted = facts.unresolved_mentions + facts.excluded_mentions + facts.sentinels
    accounted = sum(len(row.sources) for row in facts.annex) + unlisted
    if accounted != facts.mentions:
        yield at(
            "Annex I", fault=f"{facts.mentions - accounted} rows of accepted CMRTs are neither listed nor explained"
        )


@check(
    "S15",
    Severity.BLOCK,
    title="Annex I notes the recyclers, and the closed facilities whose stock was used",
    message="{smelter_id}: Annex I notes “{said}”, and the decisions on record say “{note}”.",
    reason="Who was decided to be a recycler, or to be closed, is printed as such or the line says too much.",
    source="Form SD Item 1.01(c)(2): the facilities used",
    remedy="Build the report again from the facts.",
)
def notes_are_printed(draft: Draft) -> Iterator[Hit]:
    for row in draft.facts.annex:
        said = draft.notes.get(row.smelter_id, "")
        if said != row.note:
            yield at("Annex I", smelter_id=row.smelter_id, said=said or "nothing", note=row.note or "nothing")


@check(
    "P03",
    Severity.BLOCK,
    title="EDGAR takes the pages: ASCII, allowed elements and attributes, valid names",
    message="{page}: {fault}",
    reason="EDGAR suspends a submission that holds anything else.",
    source="EDGAR Filer Manual, volume II, chapter 5",
    remedy="Report it: the pages are written by CMR and should never fail.",
)
def edgar_accepts_the_pages(draft: Draft) -> Iterator[Hit]:
    for fault in name_violations(list(draft.pages)):
        yield at("EDGAR", page="submission", fault=fault)
    for name, faults in draft.refused_by_edgar.items():
        for fault in faults:
            if "leads out" not in fault:
                yield at("EDGAR", page=name, fault=fault)


@check(
    "P04",
    Severity.BLOCK,
    title="The PDF and the EDGAR pages say the same words",
    message="The PDF says “{printed}” where the EDGAR pages say “{filed}”.",
    reason="An unofficial PDF must be equivalent to the filing.",
    source="Regulation S-T 104",
    remedy="Report it: both come from one report and should never differ.",
)
def both_renderings_say_the_same(draft: Draft) -> Iterator[Hit]:
    printed = words_of(page(draft.report, draft=False))
    filed = [
        word for name in FILES.values() for word in words_of(draft.pages.get(name, b"").decode("ascii", "replace"))
    ]
    for number, (one, other) in enumerate(zip_longest(printed, filed, fillvalue="")):
        if one != other:
            around = slice(max(number - 3, 0), number + 4)
            yield at("EDGAR", printed=" ".join(printed[around]), filed=" ".join(filed[around]))
            return


@check(
    "P05",
    Severity.BLOCK,
    title="No link leads out of the submission",
    message="{page}: {fault}",
    reason="EDGAR takes links within the submission and to its own archive alone.",
    source="EDGAR Filer Manual, volume II, chapter 5",
    remedy="Print the address as text.",
)
def no_link_leads_out(draft: Draft) -> Iterator[Hit]:
    for name, faults in draft.refused_by_edgar.items():
        for fault in faults:
            if "leads out" in fault:
                yield at("EDGAR", page=name, fault=fault)

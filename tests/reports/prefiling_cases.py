"""For each check before filing, by its code: a report on which it is heard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from reports.determination.tree import Leaf
from reports.facts.decision import Decision, Open
from reports.facts.outreach import Log
from reports.facts.risk import Later, NameHit
from reports.facts.sheet import FilingFacts
from reports.facts.texts import Kind, TeamText
from reports.prefiling.beside import Before, Denial, Known
from reports.prefiling.draft import Draft
from reports.prefiling.lastyear import sections_of
from smelters.risk import Flag, Reason
from smelters.tables.parse import Line
from tests.reports.edits import (
    added,
    annexed,
    draft_with_sum,
    knowing,
    relabelled,
    restated,
    said_under,
    swapped,
    told_in_a_table,
    without,
)
from tests.reports.examples import (
    ANNEX,
    FILER,
    GRIEVANCE,
    LUNA,
    RETENTION,
    SANCTIONED,
    TABLES,
    TOLD,
    bare,
    clean,
    decided,
    draft,
    facts,
    graded,
    origins,
    row,
    table,
)  # fmt: skip
from tests.reports.test_yearly_words import last

# A sentence of the inquiry that the rule asks for, and one that is the team's own matter.
ANSWERED = "inquiry.we-received-a-cmrt-from-each-contract-manufacturer-that-we-asked"
COMPARING = "steps.comparing-all-facilities-with-current-published-audit-results-be"


def worded(text: str = "comparing them with care.", **changes: Any) -> FilingFacts:
    """The example with a text of the team's in place of a sentence."""
    fields: dict[str, Any] = {"key": COMPARING, "kind": Kind.REWORDED, **changes}
    return facts(texts=(TeamText(section=fields["key"].partition(".")[0], text=text, **fields),))


# The report of the year before, which said the very same.
_SAID = {key: words for key, (_, words) in sections_of(draft().report).items()}
LAST_YEAR = Before(2024, {"surveyed": 3, "responded": 3, "question_3": dict(facts().question_3)}, _SAID)

FAILING: dict[str, Callable[[], Draft]] = {
    "F02": lambda: draft(facts(filer=replace(FILER, file_number="39999"))),
    "F03": lambda: swapped("☐ Rule 13q-1", "☒ Rule 13q-1"),
    "F04": lambda: restated("year", "2024"),
    "F05": lambda: swapped("Item 3.01", "Item 2.01"),
    "F09": lambda: draft(facts(signed_on=date(2026, 6, 2))),
    "F12": lambda: restated("filing_year", "2025"),
    "F14": lambda: replace(draft(), facts=clean()),
    "F17": lambda: draft(facts(decision=Decision(open=(Open("", "Tin", "N7", "How?"),)))),
    "F16": lambda: draft(facts(question_3={"yes": 0, "no": 0, "unknown": 0, "out": 3})),
    "C01": lambda: restated("total", "seven"),
    "C02": lambda: draft_with_sum("status", 4, "7"),
    "C03": lambda: restated("conformant", "five"),
    "C04": lambda: restated("active", "two"),
    "C05": lambda: relabelled("Not listed", "Conformant"),
    "C06": lambda: swapped("is counted once for each metal that it processes", "is counted"),
    "C07": lambda: annexed(lambda rows: (*rows, rows[0])),
    "C08": lambda: restated("surveyed", "two"),
    "C09": lambda: restated("response_rate", "99"),
    "C10": lambda: restated("q3_no", "Two"),
    "C12": lambda: draft_with_sum("status", 1, "9", row=0),
    "G01": lambda: added("None of the smelters or refiners is located in a Covered Country."),
    "G02": lambda: swapped("South Sudan, ", "Sudan, "),
    "G04": lambda: draft(facts(annex=(*ANNEX, row("Gold", 9, "Nowhere", "Atlantis", "")))),
    "G07": lambda: swapped("Luna Smelter, Ltd. (tin, CID003387)", "a facility"),
    "G08": lambda: knowing(denials=(Denial("Alder"),)),
    "G09": lambda: told_in_a_table("Unknown", "", facts()),
    "G06": lambda: added("Most of the other facilities are low risk because of their location."),
    "G11": lambda: draft(graded(None, *TABLES, SANCTIONED)),
    "G12": lambda: draft(graded(stated=origins(("Gold", "CID000113", "CD")))),
    "G13": lambda: draft(graded(later=(Later("CID000113", "List of sanctions names it", True),))),
    "G14": lambda: draft(graded(None, TABLES[0])),
    "G16": lambda: draft(graded(names=(NameHit("Gold", "Some Refinery", "List of sanctions names it"),))),
    "G15": lambda: told_in_a_table("Not disclosed", "Peru", graded(stated=origins(("Gold", "CID000113", "PE")))),
    "S16": lambda: draft(bare(annex=(replace(LUNA, reasons=(Reason(Flag.EXPIRED, "Valid until yesterday"),)),))),
    "G17": lambda: draft(
        graded(
            None,
            *TABLES,
            table("producers", "List of producers", Line(2, "PE", metals=("Gold",))),
            stated=origins(("Gold", "CID000113", "FR"), publishable=True),
        )
    ),
    "C14": lambda: restated("grade_high", "nine", graded()),
    "C15": lambda: restated("in_cahra", "nine", graded()),
    "S01": lambda: draft(facts(annex=(replace(LUNA, smelter_id="RMI-1"),))),
    "S02": lambda: relabelled("Conformant", "Full Compliant"),
    "S03": lambda: draft(facts(lists=())),
    "S13": lambda: draft(facts(annex=(row("Gold", 9, "日本製錬", "Japan", "JP"),))),
    "S14": lambda: draft(facts(corrected_later=("CID000113",))),
    "T01": lambda: added("These facilities are compliant with the CFSP."),
    "T11": lambda: draft(facts(filer=replace(FILER, policy_url=""))),
    "T21": lambda: draft(facts(products="")),
    "T04": lambda: added("We believe that our products are conflict-free."),
    "T08": lambda: swapped("we have reason to believe", "we cannot exclude"),
    "T25": lambda: added("Filed on TBD."),
    "T26": lambda: added("A total of 298 facilities were named."),
    "P01": lambda: draft(facts(accepted=2, without_accepted=("Cascade",))),
    "P02": lambda: draft(facts(mentions=99)),
    "P03": lambda: replace(draft(), pages={"sd.htm": "<html><body>é</body></html>".encode()}),
    "S15": lambda: told_in_a_table("Recycler", "", facts(annex=(replace(LUNA, recycler=True),))),
    "P04": lambda: replace(draft(), pages=draft(facts(annex=ANNEX[1:])).pages),
    "P05": lambda: replace(
        draft(), pages={"sd.htm": b'<html><body><p><a href="https://x.example">x</a></p></body></html>'}
    ),
    "F13": lambda: added("Since 2019 we have asked our contract manufacturers."),
    "C11": lambda: added("We asked two contract manufacturer about it."),
    "G03": lambda: added("A facility obtains ore from Congo."),
    "G10": lambda: added(
        "We continue our efforts to ensure that our minerals do not originate from the Covered Countries."
    ),
    "S09": lambda: added("The far right column of the table shows the status."),
    "S12": lambda: added("We asked our  contract manufacturers."),
    "T02": lambda: added("It holds an LBMA Responsible Gold Certification."),
    "T03": lambda: added("“Active” means a facility that an LBMA or RJC program audits."),
    "T05": lambda: added("Our contract vendors follow the OECD Guidelines."),
    "T06": lambda: added("The refinery answered."),
    "T09": lambda: added("There is no guarantee that these two facilities are present in our supply chain."),
    "T14": lambda: added("Errors may follow from the definition of a smelter not being finalized."),
    "T15": lambda: added("Information on origins is not disclosed by the RMI."),
    "T16": lambda: added(
        "We have not identified any circumstances in which it was necessary to terminate a contract.", facts(log=Log())
    ),
    "T17": lambda: added("Incomplete responses were reported to our executive management.", facts(log=Log())),
    "T18": lambda: added("We carried out a RCOI."),
    "T19": lambda: added("The Company asked its contract manufacturers."),
    "W01": lambda: draft(worded(rests_on={"total": "nine"})),
    "W02": lambda: draft(worded(key="steps.no-such-sentence")),
    "W03": lambda: draft(worded("We received declarations.", key=ANSWERED)),
    "W04": lambda: draft(worded("All facilities are conformant.")),
    "W05": lambda: draft(worded(last_year={"total": "nine"})),
    "W06": lambda: draft(worded(key=ANSWERED, kind=Kind.LEFT_OUT)),
    "F01": lambda: knowing(edgar_name="Meridian Instruments Corp."),
    "F06": lambda: without("disclosure"),
    "F07": lambda: restated("disclosure_url", "our website"),
    "F08": lambda: draft(facts(filer=replace(FILER, disclosure_url="https://investor.meridian.example/sec-filings"))),
    "F10": lambda: draft(facts(filer=replace(FILER, contact_title="Head of Compliance"))),
    "F11": lambda: draft(facts(filer=replace(FILER, signatory_title="Compliance Analyst"))),
    "F15": lambda: swapped("Conflict Minerals Report", "Report on minerals"),
    "C13": lambda: knowing(before=LAST_YEAR),
    "G05": lambda: knowing(reference={("Tin", "CID003387"): Known("Luna Smelter, Ltd.", "UG", "The Look-up of 6.5")}),
    "S04": lambda: restated("two_statuses", "Two"),
    "S07": lambda: knowing(reference={("Tin", "CID003387"): Known("Kigali Tin", "RW", "The Look-up of 6.5")}),
    "S08": lambda: annexed(lambda rows: rows[::-1]),
    "S10": lambda: added("The mines stand in Annex IV."),
    "S11": lambda: added(
        "Annex I includes only known smelters and refiners.", facts(annex=(replace(LUNA, reported=True),))
    ),
    "T07": lambda: said_under("inquiry-1", "Based on these due diligence efforts, the origin is open."),
    "T10": lambda: added("Our contract manufacturers provided only company-level CMRTs."),
    "T12": lambda: draft(facts(log=Log(holding=(RETENTION,)))),
    "T13": lambda: added("The risks are described in Step 6."),
    "T20": lambda: draft(facts(log=Log(holding=(GRIEVANCE, RETENTION)), returned=0)),
    "T22": lambda: without("results-6"),
    "T23": lambda: without("steps"),
    "T24": lambda: knowing(before=LAST_YEAR),
    "P07": lambda: draft(facts(decision=decided(Leaf.L6))),
    "P08": lambda: draft(facts(log=Log((TOLD,), (GRIEVANCE, replace(RETENTION, told={"until": "2029-12-31"}))))),
    "P10": lambda: draft(facts(decision=decided(Leaf.L8))),
    "S05": lambda: draft(facts(yearly=last(was={"CID000711": "conformant"}))),
    "S06": lambda: draft(facts(yearly=last("conformant"))),
    "P09": lambda: draft(facts(yearly=last(unread="a" * 64))),
}

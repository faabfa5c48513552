"""Each check: silent on a sound report, and heard on one that is wrong in one thing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.document import Bullets, Heading, Paragraph, Run, Table, plain
from reports.prefiling import ALL_CHECKS
from reports.prefiling.draft import Draft
from reports.prefiling.geography import denials
from reports.riskfacts import Later, NameHit
from smelters.risk import Flag, Reason
from smelters.tables.parse import Line
from tests.reports.examples import (
    ANNEX,
    FILER,
    LUNA,
    SANCTIONED,
    TABLES,
    TODAY,
    bare,
    clean,
    draft,
    facts,
    graded,
    origins,
    row,
    table,
)  # fmt: skip


def edited(change: Callable[[str], str], held: Any = None) -> Draft:
    """The sound report with its texts rewritten, as an editor would, run by run."""
    sound = draft(held)

    def text(runs: Any) -> Any:
        return runs if isinstance(runs, str) else tuple(replace(run, text=change(run.text)) for run in runs)

    def block(old: Any) -> Any:
        match old:
            case Heading() | Paragraph():
                return replace(old, text=text(old.text))
            case Bullets():
                return replace(old, items=tuple(text(item) for item in old.items))
            case Table():
                rows = tuple(tuple(text(cell) for cell in cells) for cells in old.rows)
                return replace(old, rows=rows, caption=text(old.caption))

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def added(sentence: str, held: Any = None) -> Draft:
    """The sound report with one more paragraph at the end of the exhibit."""
    sound = draft(held)
    form, exhibit = sound.report.parts
    longer = replace(exhibit, blocks=(*exhibit.blocks, Paragraph((Run(sentence),))))
    return replace(sound, report=replace(sound.report, parts=(form, longer)))


def annexed(rows: Callable[[tuple[Any, ...]], tuple[Any, ...]], metal: str = "Gold") -> Draft:
    """The sound report with the printed rows of one annex table changed, while the facts stay."""
    sound = draft()

    def block(old: Any) -> Any:
        return replace(old, rows=rows(old.rows)) if getattr(old, "metal", "") == metal else old

    form, exhibit = sound.report.parts
    changed = replace(exhibit, blocks=tuple(block(each) for each in exhibit.blocks))
    return replace(sound, report=replace(sound.report, parts=(form, changed)))


def swapped(old: str, new: str, held: Any = None) -> Draft:
    return edited(lambda text: text.replace(old, new), held)


def restated(fact: str, words: str, held: Any = None) -> Draft:
    """The sound report with one fact's printed words changed."""
    sound = draft(held)

    def block(old: Any) -> Any:
        if isinstance(old, Paragraph):
            return replace(old, text=tuple(Run(words, fact) if run.fact == fact else run for run in old.text))
        if isinstance(old, Bullets):
            items = (tuple(Run(words, fact) if run.fact == fact else run for run in item) for item in old.items)
            return replace(old, items=tuple(items))
        return old

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def told_in_a_table(old: str, new: str, held: Any) -> Draft:
    """The report with the words of plain table cells changed."""
    sound = draft(held)

    def block(each: Any) -> Any:
        if not isinstance(each, Table):
            return each
        return replace(each, rows=tuple(tuple(new if cell == old else cell for cell in row) for row in each.rows))

    parts = tuple(replace(part, blocks=tuple(block(each) for each in part.blocks)) for part in sound.report.parts)
    return replace(sound, report=replace(sound.report, parts=parts))


def relabelled(old: str, new: str) -> Draft:
    """Annex rows with a word changed: a rendering that no longer says what the facts say."""
    return annexed(lambda rows: tuple(tuple(new if cell == old else cell for cell in cells) for cells in rows))


FAILING: dict[str, Callable[[], Draft]] = {
    "F02": lambda: draft(facts(filer=replace(FILER, file_number="39999"))),
    "F03": lambda: swapped("☐ Rule 13q-1", "☒ Rule 13q-1"),
    "F04": lambda: restated("year", "2024"),
    "F05": lambda: swapped("Item 3.01", "Item 2.01"),
    "F09": lambda: draft(facts(signed_on=date(2026, 6, 2))),
    "F12": lambda: restated("filing_year", "2025"),
    "F14": lambda: draft(clean()),
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
    "G08": lambda: draft(facts(no_sourcing_but_listing_covered=1)),
    "G09": lambda: draft(facts(unread_origins=2)),
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
}


def draft_with_sum(name: str, column: int, text: str, row: int = -1) -> Draft:
    """A summary table with one cell changed."""
    sound = draft()

    def block(old: Any) -> Any:
        if getattr(old, "name", "") != name:
            return old
        rows = [list(cells) for cells in old.rows]
        rows[row][column] = (Run(text, "by hand"),)
        return replace(old, rows=tuple(tuple(cells) for cells in rows))

    form, exhibit = sound.report.parts
    changed = replace(exhibit, blocks=tuple(block(each) for each in exhibit.blocks))
    return replace(sound, report=replace(sound.report, parts=(form, changed)))


def test_it_has_a_failing_case_for_every_check():
    assert set(FAILING) == {check.code for check in ALL_CHECKS}


@pytest.mark.parametrize(
    ("held", "codes"), [(facts(), []), (clean(), ["F14"])], ids=["reason to believe", "no reason to believe"]
)
def test_it_is_silent_on_a_sound_report(held, codes):
    assert [finding.code for finding in ALL_CHECKS.run(draft(held))] == codes


def test_it_blocks_a_report_of_days_that_have_not_come():
    early = {(finding.code, finding.severity) for finding in ALL_CHECKS.run(draft(facts(), date(2025, 12, 31)))}
    assert early == {("F09", "block"), ("S03", "block")}


@pytest.mark.parametrize("code", FAILING)
def test_it_is_heard_on_a_report_that_is_wrong(code):
    findings = [finding for finding in ALL_CHECKS.run(FAILING[code]()) if finding.code == code]
    assert findings
    check = ALL_CHECKS.get(code)
    assert check and check.reason and check.source and check.remedy
    for finding in findings:
        message = ALL_CHECKS.message(code, finding.params)
        assert "{" not in message and str(finding.place)


@pytest.mark.parametrize(
    "sentence",
    [
        "There were no smelters or refiners geographically located in a Covered Country.",
        "None of these 53 facilities is located in the Covered Countries.",
        "All of the facilities are situated outside the Covered Countries.",
        "Not one refiner operates in the DRC.",
        "The facilities are not based in the Democratic Republic of the Congo or an adjoining country.",
    ],
)
def test_it_hears_the_denial_in_other_words(sentence):
    assert denials(f"We looked. {sentence} We looked again.") == [sentence]
    assert [f for f in ALL_CHECKS.run(added(sentence)) if f.code == "G01"]


def test_it_lets_the_denial_stand_where_it_is_true():
    said = added("No facility is located in a Covered Country.", clean())
    assert not [finding for finding in ALL_CHECKS.run(said) if finding.code == "G01"]


def test_it_hears_a_row_that_was_lost_on_the_way_to_the_page():
    codes = {finding.code for finding in ALL_CHECKS.run(annexed(lambda rows: rows[1:]))}
    assert {"C01", "C03", "C12", "P02"} <= codes


def test_it_warns_of_a_late_filing_and_blocks_a_late_signature():
    late = {finding.code: finding.severity for finding in ALL_CHECKS.run(draft(facts(), date(2026, 6, 2)))}
    assert late == {"F09": "warn"}
    assert facts().due_date > TODAY


def test_it_notices_the_unchecked_second_box_when_it_is_gone():
    findings = [f for f in ALL_CHECKS.run(swapped("☐ Rule 13q-1", "Rule 13q-1")) if f.code == "F03"]
    assert [finding.severity for finding in findings] == ["warn"]


def test_it_reads_the_table_row_by_row():
    assert plain(next(draft().tables("status")).rows[-1][4]) == "6"

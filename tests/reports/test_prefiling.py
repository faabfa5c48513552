"""Each check: silent on a sound report, and heard on one that is wrong in one thing."""

from dataclasses import replace
from datetime import date

import pytest

from reports.document import Run, plain
from reports.prefiling import ALL_CHECKS, LEAVING
from reports.prefiling.geography import denials
from reports.prefiling.leaving import Leaving
from reports.prefiling.wording import OF_A_TEXT, findings_of_text
from tests.reports.edits import added, annexed, swapped
from tests.reports.examples import REPORT, TODAY, clean, draft, facts
from tests.reports.prefiling_cases import FAILING


def test_it_has_a_failing_case_for_every_check():
    assert set(FAILING) == {check.code for check in ALL_CHECKS}


@pytest.mark.parametrize(
    ("held", "codes"), [(facts(), []), (clean(), [])], ids=["reason to believe", "no reason to believe"]
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
    said = added("No facility is located in a Covered Country.", clean(decision=REPORT))
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


def test_it_reads_one_text_as_it_reads_the_report():
    said = (Run("The CFSP names "), Run("six", "total"), Run(" facilities, 7 of them compliant smelters."))
    found = findings_of_text(said, facts(), "Results")
    assert {(each.code, str(each.place)) for each in found} == {
        ("T01", "Results"),
        ("T05", "Results"),
        ("T26", "Results"),
    }
    assert {check.code for check in OF_A_TEXT} <= {check.code for check in ALL_CHECKS}


def test_it_finds_nothing_in_the_texts_that_we_deliver():
    held = facts()
    for place, text in draft(held).prose:
        assert not findings_of_text(text, held, place), plain(text)


# The list of what is asserted before filing, 85 in all, by what each does: stop the filing, ask for a look, or tell.
BLOCK = (
    "F01 F02 F03 F04 F05 F06 F07 F09 F11 F12 F14 C01 C02 C03 C04 C05 C07 C08 C09 C10 G01 G02 G04 G05 G06 "
    "G07 G08 G09 S01 S09 S10 S11 T01 T02 T04 T08 T10 T20 T21 T22 T25 P01 P02 P03 P04 P05 P06 P07 P10"
)
WARN = "F10 F13 F15 C06 C11 C12 C13 G10 S02 S03 S04 S05 S06 S07 T03 T05 T07 T09 T11 T12 T13 T14 T15 T16 T17 T23 P08 P09"
INFO = "F08 G03 S08 S12 T06 T18 T19 T24"


def test_it_covers_the_list_with_its_severities():
    wanted = {
        code: severity
        for severity, codes in (("block", BLOCK), ("warn", WARN), ("info", INFO))
        for code in codes.split()
    }
    checks = {check.code: check.severity for check in (*LEAVING, *ALL_CHECKS)}
    assert len(wanted) == 85
    assert {code: checks.get(code) for code in wanted} == wanted


def test_it_hears_at_filing_what_is_not_there_then():
    sound = Leaving(date(2026, 5, 18), (), "a", "a", (date(2026, 5, 18),), ("x.example", date(2027, 5, 19), True, True))
    assert not LEAVING.run(sound)
    wrong = (
        ("P06", replace(sound, missing=("Legal",))),
        ("P06", replace(sound, filed="b")),
        ("F11", replace(sound, papers=())),
        ("F07", replace(sound, posted=None)),
        ("F07", replace(sound, posted=("x.example", date(2027, 5, 19), False, True))),
        ("F07", replace(sound, posted=("x.example", date(2027, 5, 19), True, None))),
    )
    for code, leaving in wrong:
        (finding,) = LEAVING.run(leaving)
        assert finding.code == code and "{" not in LEAVING.message(code, finding.params)

"""Each check: silent on a sound report, and heard on one that is wrong in one thing."""

from datetime import date

import pytest

from reports.document import Run, plain
from reports.prefiling import ALL_CHECKS
from reports.prefiling.geography import denials
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

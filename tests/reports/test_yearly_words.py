"""What the report says of the year before: better, worse or the same, and never more than the rows behind it."""

from dataclasses import replace
from datetime import date

import pytest

from cmr.vocab import METALS
from reports.document import plain
from reports.facts.outreach import Log
from reports.facts.yearly import Moved, ReasonFact, Stood, Yearly
from reports.narrative.typed import typed_numbers
from reports.prefiling import ALL_CHECKS
from tests.reports.examples import ANNEX, draft, facts, words


def stood(row, status="") -> Stood:
    status = status or row.status
    labels = {"conformant": "Conformant", "active": "Active", "not_listed": "Not listed"}
    return Stood(row.name, status, labels[status], "List", date(2025, 4, 30))


def last(*gone: str, new=(), was=None, renamed=(), **more) -> Yearly:
    """Last year as it would have been had only this moved: IDs new, statuses before by ID, statuses of what is gone."""
    was = was or {}
    moved, counts, kept = [], {metal.value: {} for metal in METALS}, {}
    for row in ANNEX:
        now = stood(row)
        if row.smelter_id in new:
            moved.append(Moved(row.metal, row.smelter_id, None, now))
            continue
        before = stood(row, was.get(row.smelter_id, ""))
        kept[row.metal] = kept.get(row.metal, 0) + 1
        counts[row.metal][before.status] = counts[row.metal].get(before.status, 0) + 1
        if row.smelter_id in was or row.smelter_id in renamed:
            moved.append(Moved(row.metal, row.smelter_id, before, now, renamed=row.smelter_id in renamed))
    for number, status in enumerate(gone, 1):
        before = Stood(f"Gone {number}", status, status.capitalize())
        counts["Tin"][status] = counts["Tin"].get(status, 0) + 1
        moved.append(Moved("Tin", f"CID90000{number}", before, None))
    fields = {"source": "filed", "surveyed": 3, "responded": 3, "accepted": 3} | more
    return Yearly(
        year=2024, as_of=date(2025, 4, 30), by_status=counts, kept=kept, moved=tuple(moved), **fields
    )  # fmt: skip


def told(yearly: Yearly | None, **more) -> str:
    return words(facts(yearly=yearly, **more))


# The example: six facilities, four conformant, one active, one not listed.
JIUJIANG, HERAEUS, HUNAN, AURUBIS = "CID000914", "CID000711", "CID000767", "CID000113"


def test_it_says_nothing_where_there_is_no_year_before():
    said = told(None)
    assert "prior year" not in said and "2024" not in said
    assert not list(draft().tables("yearly"))


def test_a_fall_is_said_as_a_fall_with_what_it_comes_from():
    said = told(last("conformant", "conformant", was={HERAEUS: "conformant"}))
    assert (
        "The number of conformant facilities fell from seven to four: one is no longer conformant and two that were "
        "conformant are no longer in Annex I." in said
    )
    assert "Their share of all facilities fell from 87 to 66 percent." in said
    assert "Two facilities named then are not in Annex I." in said
    assert "rose" not in said


def test_a_rise_is_said_as_a_rise_with_what_it_comes_from():
    said = told(last(new=[JIUJIANG], was={AURUBIS: "not_listed"}))
    assert (
        "The number of conformant facilities rose from two to four: one has become conformant and one that is "
        "conformant was not named then." in said
    )
    assert "Their share of all facilities rose from 40 to 66 percent." in said
    assert "One facility in Annex I was not named then." in said
    assert "One facility named in both years has gained a higher status since." in said
    assert "fell" not in said and "lower status" not in said


def test_more_conformant_facilities_may_be_a_smaller_share():
    said = told(last(new=[row.smelter_id for row in ANNEX if row not in ANNEX[3:]]))
    assert "The number of conformant facilities rose from three to four" in said
    assert "Their share of all facilities fell from 100 to 66 percent." in said


def test_the_same_facilities_with_the_same_statuses_are_said_to_be_the_same():
    said = told(last())
    assert "The number of conformant facilities is four, as in the prior year, and the facilities are the same." in said
    assert "Of these, six are in Annex I again." in said
    assert "not in Annex I" not in said and "not named then" not in said


def test_equal_numbers_of_other_facilities_are_not_said_to_be_the_same():
    said = told(last("conformant", new=[AURUBIS]))
    assert "is four, as in the prior year: one that was conformant is no longer in Annex I and one that" in said


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((4, 3), (3, 3), "rose from 75 to 100 percent (three of four contract manufacturers answered then, three of"),
        ((3, 3), (4, 3), "fell from 100 to 75 percent"),
        ((6, 3), (4, 2), "is as in the prior year: 50 percent"),
    ],
)
def test_the_response_rate_is_said_as_it_moved(before, now, said):
    yearly = last(surveyed=before[0], responded=before[1])
    text = told(yearly, surveyed=now[0], responded=now[1], accepted=now[1])
    assert f"The response rate of our inquiry {said}" in text


def test_it_says_what_a_loss_means_and_lists_it_with_both_statuses():
    held = facts(yearly=last(was={HERAEUS: "conformant"}))
    said = words(held)
    assert "says nothing about the origin of what it processes" in said
    assert "For one facility whose status fell, we have not determined the reason." in said
    (table,) = draft(held).tables("yearly-lost")
    row = [plain(cell) for cell in table.rows[0]]
    assert row == ["Heraeus Germany (gold)", HERAEUS, "Conformant", "Active", "Not determined"]


def test_it_prints_the_reasons_with_their_numbers_and_never_the_words_of_the_house():
    yearly = last("conformant", "active", was={HERAEUS: "conformant"})
    private = "Alder stopped buying from them."
    kinds = {"CID900001": "closed", "CID900002": "not_named", HERAEUS: "reassessed"}
    moved = tuple(
        replace(each, reason=ReasonFact(kinds[each.smelter_id], private, "", date(2026, 5, 1))) for each in yearly.moved
    )
    said = told(replace(yearly, moved=moved))
    assert "facility closed (one)" in said
    assert "no longer named in the CMRTs of the contract manufacturers that named the facility (one)" in said
    assert "new assessment under way (one)" in said
    assert "not determined the reason" not in said
    assert private not in said


def test_a_year_that_was_not_filed_here_is_not_called_a_report():
    assert "Our report for the calendar year 2024 named six facilities." in told(last())
    assert "The CMRTs that we accepted for the calendar year 2024 named six facilities." in told(
        last(source="evidence")
    )
    assert "our report for" not in told(last(source="built")).casefold()


def test_a_new_name_under_the_same_id_is_no_new_facility():
    said = told(last(renamed=[AURUBIS]))
    assert "One facility has another name than then under the same RMI ID, and is not counted as new." in said


def test_corrective_actions_are_told_as_the_log_has_them():
    said = told(last(), log=Log(actions=2, actions_done=1))
    assert "Of the two corrective actions that we asked for in this year’s inquiry, one is done." in said


def test_every_number_of_the_comparison_is_a_fact_and_adds_up():
    held = draft(facts(yearly=last("conformant", "not_listed", new=[JIUJIANG], was={HERAEUS: "not_listed"})))
    for block in held.report.part("ex101").blocks:
        if hasattr(block, "text"):
            assert not list(typed_numbers(block.text))
    (table,) = held.tables("yearly")
    rows = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}
    assert rows["Tin"] == ["3", "1", "2", "0", "1"]
    assert rows["All facilities"] == ["7", "5", "2", "1", "6"]
    (table,) = held.tables("yearly-status")
    assert [plain(cell) for cell in table.rows[0]] == ["Conformant", "4", "4"]


def found(yearly: Yearly, *codes: str) -> list[str]:
    return [finding.code for finding in ALL_CHECKS.run(draft(facts(yearly=yearly))) if finding.code in codes]


def test_losses_without_a_reason_are_findings_one_a_metal():
    yearly = last("conformant", "active", was={HERAEUS: "conformant"})
    assert found(yearly, "S05", "S06", "P09") == ["S05", "S06"]
    reason = ReasonFact("closed", "", "", date(2026, 5, 1))
    moved = tuple(replace(each, reason=reason) for each in yearly.moved)
    assert found(replace(yearly, moved=moved), "S05", "S06", "P09") == []


def test_a_comparison_that_does_not_add_up_or_cannot_be_read_is_a_finding():
    yearly = last("conformant")
    assert found(replace(yearly, kept={"Tin": 7}), "P09")
    assert found(replace(yearly, unread="a" * 64), "P09") == ["P09"]


def test_a_form_without_an_exhibit_compares_nothing_and_is_not_warned():
    alone = draft(facts(yearly=last("conformant")))
    alone = replace(alone, report=replace(alone.report, parts=(alone.report.part("sd"),)))
    assert not {"S05", "S06", "P09"} & {finding.code for finding in ALL_CHECKS.run(alone)}


def test_no_check_is_broken_by_the_comparison():
    """What blocks a year with a comparison blocks it without one as well."""
    without = {finding.code for finding in ALL_CHECKS.run(draft())}
    moved = last("conformant", new=[JIUJIANG], was={HERAEUS: "conformant", HUNAN: "active"}, renamed=[AURUBIS])
    with_one = {finding.code for finding in ALL_CHECKS.run(draft(facts(yearly=moved)))}
    assert with_one - without <= {"S05", "S06"}

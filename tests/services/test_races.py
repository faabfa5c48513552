"""Many at one moment: one result, one receipt, one decision, on either database."""

from collections import Counter

import pytest

from tests.services.instance import Instance

pytestmark = pytest.mark.services


def test_it_reads_once_what_is_delivered_eight_times(instance: Instance, files):
    _, outcomes, wrong = instance.steps(("receive", files["good"]), ("process_at_once", "8"), ("oracle",))
    assert Counter(outcomes) == {"read": 1, "skipped": 7}
    assert wrong == []


def test_it_gives_one_receipt_for_the_same_bytes_sent_eight_times(instance: Instance, files):
    receipts, wrong = instance.steps(("receive_at_once", files["good"], "8"), ("work",))
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert wrong == []


def test_it_leaves_one_open_submission_when_all_files_are_read_at_once(instance: Instance, files):
    steps = ("receive", *files.values()), ("process_all_at_once",), ("rows",), ("oracle",)
    _, outcomes, rows, wrong = instance.steps(*steps)
    assert Counter(outcomes) == {"read": 2, "unreadable": 1}
    assert [row["state"] for row in rows["submissions"]] == ["superseded", "needs_correction"]
    assert wrong == []


def test_it_lets_one_of_eight_reviewers_win(instance: Instance, files):
    _, _, decisions = instance.steps(("receive", files["good"]), ("work",), ("decide_at_once", "8"))
    assert Counter(decisions) == {"told": 7, "won": 1}


def test_it_settles_every_row_while_files_and_decisions_come_together(instance: Instance):
    [(rows, wrong)] = instance.steps(("names_at_once", "8"))
    assert rows == 12 * 12
    assert wrong == 0


def test_it_keeps_an_alias_just_as_long_as_a_decision_does_whoever_comes_at_once(instance: Instance):
    assert instance.steps(("aliases_at_once", "8")) == [0]


def test_it_keeps_the_words_of_one_of_eight_writers_and_tells_the_others(instance: Instance):
    [told] = instance.steps(("words_at_once", "8"))
    assert Counter(told) == {"told": 7, "kept": 1}

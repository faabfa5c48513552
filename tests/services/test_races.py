"""Many at one moment: one result, one receipt, one decision, on either database."""

from collections import Counter

import pytest

from tests.services.instance import Instance

pytestmark = pytest.mark.services


def test_it_reads_once_what_is_delivered_eight_times(instance: Instance, files):
    (upload,) = instance.step("receive", files["good"])
    outcomes = instance.step("process_at_once", str(upload), "8")
    assert Counter(outcomes) == {"read": 1, "skipped": 7}
    assert instance.step("oracle") == []


def test_it_gives_one_receipt_for_the_same_bytes_sent_eight_times(instance: Instance, files):
    receipts = instance.step("receive_at_once", files["good"], "8")
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert instance.step("work") == []


def test_it_leaves_one_open_submission_when_all_files_are_read_at_once(instance: Instance, files):
    instance.step("receive", *files.values())
    assert Counter(instance.step("process_all_at_once")) == {"read": 2, "unreadable": 1}
    assert instance.step("oracle") == []
    rows = instance.step("rows")
    assert [row["state"] for row in rows["submissions"]] == ["superseded", "needs_correction"]


def test_it_lets_one_of_eight_reviewers_win(instance: Instance, files):
    instance.step("receive", files["good"])
    instance.step("work")
    assert Counter(instance.step("decide_at_once", "8")) == {"told": 7, "won": 1}

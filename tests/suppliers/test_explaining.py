"""When two findings say the same, and how long an answer holds."""

from suppliers.explaining import ASKS, fingerprint, fingerprints, paired, questions
from suppliers.register_checks import REGISTER_CHECKS
from suppliers.shown import ALL_CHECKS, TEAM_ONLY

LUNA = {"row": 5, "A": "A", "smelter": "Luna", "country": "Rwanda", "metal": "tin"}


def test_it_takes_a_fault_in_a_row_that_moved_for_the_same():
    assert fingerprint("CMRT-K08b", [LUNA]) == fingerprint("CMRT-K08b", [LUNA | {"row": 9, "A": "C"}])


def test_it_holds_no_answer_once_anything_else_is_found():
    answered = fingerprint("CMRT-K08b", [LUNA])
    assert fingerprint("CMRT-K08b", [LUNA, LUNA | {"smelter": "Sol"}]) != answered
    assert fingerprint("CMRT-K08b", [LUNA | {"country": "Uganda"}]) != answered
    assert fingerprint("CMRT-K08d", [LUNA]) != answered


def test_it_gives_the_same_whatever_the_order():
    other = LUNA | {"smelter": "Sol"}
    assert fingerprint("CMRT-Q7", [LUNA, other]) == fingerprint("CMRT-Q7", [other, LUNA])


def test_it_asks_about_what_warns_or_blocks_and_not_about_what_only_tells():
    found = [("CMRT-Y1", "info", {}), ("CMRT-Y2", "warn", {}), ("CMRT-K08b", "block", {}), ("CMRT-K01", "block", {})]
    assert set(questions(found)) == {("CMRT-Y2", "warn"), ("CMRT-K08b", "block")}
    assert set(fingerprints(found)) == {*questions(found), ("CMRT-K01", "block")}


def test_it_asks_only_what_there_are_checks_for_and_nothing_of_the_teams_own():
    assert all(ALL_CHECKS.get(code) or REGISTER_CHECKS.get(code) for code in ASKS)
    assert not ASKS & TEAM_ONLY


def test_it_tells_what_is_solved_what_stands_and_what_is_new():
    old = [("K12", "CID1", "A5"), ("K12", "CID2", "A6"), ("K22b", "x", "D16"), ("K01", "gold", "B5")]
    new = [("K12", "CID2", "A5"), ("K22b", "y", "D16"), ("K16b", "tin", "B7")]
    solved, stood = paired(old, new)
    assert {old[at] for at in solved} == {("K12", "CID1", "A5"), ("K01", "gold", "B5")}
    assert {new[at] for at in stood} == {("K12", "CID2", "A5"), ("K22b", "y", "D16")}


def test_it_counts_faults_that_say_the_same_one_by_one():
    old = [("K16b", "tin", f"B{row}") for row in (5, 6, 7)]
    solved, stood = paired(old, [("K16b", "tin", "B9")])
    assert len(solved) == 2 and stood == {0}

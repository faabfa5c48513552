"""How answers become one, rule by rule; no database."""

import pytest

from reports.facts.outreach import Log, LogFact
from reports.owncmrt.company import Practice, company_ruled
from reports.owncmrt.evidence import Evidence, Facility, Name, Part, Said
from reports.owncmrt.guard import Guard
from reports.owncmrt.rules import metal_ruled

PLAIN = {1: "Yes", 2: "Yes", 3: "No", 4: "No", 5: "No", 7: "Yes", 8: "Yes"}


def part(number: int, **said: str) -> Part:
    given = PLAIN | {int(question[1:]): answer for question, answer in said.items()}
    return Part(number, number, "A", {q: {"Tin": Said(word, f"D{q}")} for q, word in given.items()})


def luna(**more) -> Facility:
    facts = {"metal": "Tin", "smelter_id": "CID000001", "name": "Luna", "country_code": "ID", "named_by": (1,)}
    return Facility(**facts | more)


def ruled(*parts: Part, **more) -> dict[int, str | None]:
    fields = {"asked": len(parts), "accepted": len(parts), "facilities": (luna(),)} | more
    found = metal_ruled(Evidence(parts=parts, **fields), "Tin")
    assert all(each.why for each in found.values())
    return {question: each.answer for question, each in found.items()}


def test_it_says_what_all_say():
    answers = ruled(part(1), part(2))
    assert answers == {1: "Yes", 2: "Yes", 3: "No", 4: "No", 5: "No", 6: "100%", 7: "Yes", 8: "Yes"}


def test_it_asks_nothing_more_behind_a_no():
    assert ruled(part(1, q1="No"), part(2, q1="No")) == {1: "No"} | dict.fromkeys(range(2, 9))
    assert ruled(part(1, q2="No"))[2] == "No" and ruled(part(1, q2="No"))[3] is None
    assert ruled(part(1, q1="No"), part(2))[1] == "Yes"
    assert ruled()[1] is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        pytest.param(("No", "Yes", "Unknown"), "Yes", id="any yes"),
        pytest.param(("No", "Unknown"), "Unknown", id="unknown and no yes"),
        pytest.param(("No", ""), "Unknown", id="no answer"),
        pytest.param(("No", "No"), "No", id="all no"),
    ],
)
def test_it_says_no_to_covered_countries_only_where_everybody_does(said, answer):
    assert ruled(*(part(number, q3=word) for number, word in enumerate(said)))[3] == answer


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        pytest.param({"facilities": (luna(country_code="RW"),)}, "Unknown", id="a facility stands there"),
        pytest.param({"facilities": (luna(country_code=""),)}, "Unknown", id="a facility without a place"),
        pytest.param({"facilities": (luna(hidden=frozenset({"CD"})),)}, "Unknown", id="an origin that is not public"),
        pytest.param({"facilities": (luna(known=frozenset({"CD"})),)}, "Yes", id="a known origin"),
        pytest.param({"facilities": (luna(origins=frozenset({"CD"})),)}, "Yes", id="an origin in a Smelter List"),
        pytest.param({"names": (Name("Tin", "Kivu", "CD", True, (1,)),)}, "Unknown", id="an unknown name there"),
        pytest.param({"asked": 2}, "Unknown", id="a manufacturer is silent"),
        pytest.param({"facilities": (luna(metal="Gold", country_code="RW"),)}, "No", id="another metal's facility"),
    ],
)
def test_it_says_no_only_where_nothing_contradicts_it(more, answer):
    assert ruled(part(1), **more)[3] == answer


def test_it_says_yes_to_areas_of_conflict_where_it_does_to_covered_countries():
    assert ruled(part(1, q3="Yes"))[4] == "Yes"
    assert ruled(part(1, q3="Unknown"))[4] == "Unknown"
    assert ruled(part(1), areas=frozenset({("Tin", "ID")}))[4] == "Unknown"
    assert ruled(part(1), areas=frozenset({("Gold", "ID")}))[4] == "No"


def test_it_claims_recycled_material_only_where_all_do():
    assert ruled(part(1, q5="Yes"), part(2, q5="Yes"))[5] == "Yes"
    assert ruled(part(1, q5="Yes"), part(2, q5="No"))[5] == "No"
    assert ruled(part(1, q5="Yes"), part(2, q5="Unknown"))[5] == "Unknown"
    assert ruled(part(1, q5="Yes"), asked=2)[5] == "Unknown"
    assert ruled(part(1, q5="Yes"), facilities=(luna(recycled=frozenset({"no"})),))[5] == "No"
    assert ruled(part(1, q5="Yes"), facilities=(luna(origins=frozenset({"BR"})),))[5] == "No"


@pytest.mark.parametrize(
    ("accepted", "asked", "answer"),
    [
        (10, 10, "100%"),
        (95, 100, "Greater than 90%"),
        (90, 100, "Greater than 75%"),
        (75, 100, "Greater than 50%"),
        (50, 100, "50% or less"),
        (1, 300, "50% or less"),
    ],
)
def test_it_counts_who_answered_in_the_steps_of_the_list(accepted, asked, answer):
    assert ruled(part(1), accepted=accepted, asked=asked)[6] == answer


def test_it_says_all_are_identified_only_where_nothing_is_open():
    assert ruled(part(1), part(2, q7="No"))[7] == "No"
    assert ruled(part(1), asked=2)[7] == "No"
    assert ruled(part(1), unnamed={"Tin": (1,)})[7] == "No"
    assert ruled(part(1), unnamed={"Gold": (1,)})[7] == "Yes"
    assert ruled(part(1), names=(Name("Tin", "Harbor", "ID", True, (1,)),))[7] == "No"


def test_it_does_not_say_that_all_is_reported_while_a_declaration_waits():
    assert ruled(part(1), waiting={"Tin": (9,)})[8] == "No"


def test_it_names_the_submission_and_cell_behind_each_answer():
    found = metal_ruled(Evidence(asked=2, accepted=2, parts=(part(7), part(8, q3="Unknown"))), "Tin")[3]
    assert [(ground.told, ground.submissions, ground.cell) for ground in found.rests_on] == [
        ("No", (7,), "D3"),
        ("Unknown", (8,), "D3"),
    ]


def test_it_answers_for_the_company_from_what_is_on_record():
    policy = LogFact("policy", day(), {"url": "https://meridian.example/policy"})
    review = LogFact("red_flag_review", day(), {})
    full = Practice("", "001-1", Log((review,), (policy, LogFact("contract_clause", day(), {})), 1), 3, 2, 1)
    found = {letter: (each.ruled.answer, each.comment) for letter, each in company_ruled(full).items()}
    assert found == {
        "A": ("Yes", ""),
        "B": ("Yes", "https://meridian.example/policy"),
        "C": ("Yes", ""),
        "D": ("Yes", ""),
        "E": ("Yes, in conformance with IPC1755 (e.g., CMRT)", ""),
        "F": ("Yes", ""),
        "G": ("Yes", ""),
        "H": ("Yes, with the SEC", ""),
    }
    bare = company_ruled(Practice("https://meridian.example/policy", "001-1", Log(), 0, 0, 0))
    assert {each.ruled.answer for letter, each in bare.items() if letter != "H"} == {"No"}


def day():
    from datetime import date

    return date(2025, 3, 1)


def test_it_keeps_names_in_word_by_word():
    guard = Guard(["Alder Precision Co., Ltd.", "alice@alder.example", "CMRT 2025 Alder.xlsx", "Ag", "陳大文"])
    assert guard.betrays("ALDER  PRECISION (Shenzhen)") and guard.betrays("see cmrt_2025_alder")
    assert guard.betrays("alice@alder.example")
    assert not guard.betrays("Alderney Precision Metals") and not guard.betrays("Ag Refinery")


def test_it_tells_a_company_by_its_first_word_unless_facilities_use_it():
    guard = Guard.of_houses(["Ola Brandt"], ["Alder Precision Ltd.", "Shenzhen Widgets"], ["Shenzhen Tin Smelting"])
    assert guard.betrays("Alder Works") and guard.betrays("Ola Brandt")
    assert not guard.betrays("Shenzhen Metals") and not guard.betrays("Precision Works")

"""The grade: one rule for all, each flag with its reason, nothing graded without the tables the rule needs."""

from dataclasses import replace
from datetime import date

import pytest

from smelters.matching import name_key
from smelters.risk import Flag, Grade, Subject, grade, missing
from smelters.tables.book import Book, Sheet
from smelters.tables.parse import Line

DAY = date(2026, 4, 30)


def sheet(kind: str, *lines: Line, name: str = "", publishable: bool = False) -> Sheet:
    return Sheet(kind, name or f"The {kind} table", "a web page", DAY, "a" * 64, publishable, lines)


CAHRA = sheet("cahra", Line(2, "IN", "INDIA", "Chhattisgarh"), Line(3, "CO", "COLOMBIA", metals=("Gold",)))
TRANSIT = sheet("transit", Line(2, "AE", "UNITED ARAB EMIRATES"))
SANCTIONS = sheet(
    "sanctions",
    Line(2, metals=("Gold",), smelter_id="CID003185", list_name="OFAC SDN", listed_on=date(2022, 3, 17)),
    Line(3, "UG", "UGANDA", name="Some Refinery Ltd."),
    Line(4, "RU", "RUSSIAN FEDERATION", metals=("Gold",)),
)
ORIGINS = sheet(
    "origins", Line(2, "CD", metals=("Tin",), smelter_id="CID000009"), Line(3, "PE", smelter_id="CID000010")
)
PRODUCERS = sheet("producers", Line(2, "PE", metals=("Tin", "Gold")), Line(3, "CD", metals=("Tin",)))
BOOK = Book(DAY, (CAHRA, TRANSIT, SANCTIONS, ORIGINS, PRODUCERS))
SOUND = Subject("Tin", "CID000001", "DE", "conformant", frozenset({name_key("Sound Smelting")}))


@pytest.mark.parametrize(
    ("changes", "given", "flags"),
    [
        ({}, Grade.LOW, set()),
        ({"group": "active"}, Grade.LOW, set()),
        ({"country_code": "RW"}, Grade.MEDIUM, {Flag.COVERED}),
        ({"country_code": "IN"}, Grade.MEDIUM, {Flag.CAHRA}),
        ({"group": "not_listed"}, Grade.MEDIUM, {Flag.NOT_LISTED}),
        ({"group": "not_listed", "country_code": "RW"}, Grade.HIGH, {Flag.NOT_LISTED, Flag.COVERED}),
        ({"group": "not_listed", "country_code": "IN"}, Grade.HIGH, {Flag.NOT_LISTED, Flag.CAHRA}),
        ({"group": "not_listed", "country_code": ""}, Grade.HIGH, {Flag.NOT_LISTED, Flag.UNPLACED}),
        ({"country_code": ""}, Grade.MEDIUM, {Flag.UNPLACED}),
        ({"country_code": "CO"}, Grade.LOW, set()),
        ({"country_code": "CO", "metal": "Gold"}, Grade.MEDIUM, {Flag.CAHRA}),
        ({"country_code": "AE"}, Grade.LOW, set()),
        ({"country_code": "AE", "metal": "Gold"}, Grade.MEDIUM, {Flag.TRANSIT}),
        ({"country_code": "AE", "metal": "Gold", "group": "not_listed"}, Grade.HIGH, {Flag.NOT_LISTED, Flag.TRANSIT}),
        ({"group": "not_listed", "listed_before": True, "before": DAY}, Grade.HIGH, {Flag.NOT_LISTED, Flag.LOST}),
        ({"listed_before": True, "before": DAY}, Grade.LOW, set()),
        ({"valid_until": date(2026, 4, 29)}, Grade.MEDIUM, {Flag.EXPIRED}),
        ({"valid_until": DAY}, Grade.LOW, set()),
        ({"valid_until": date(2026, 4, 29), "group": "not_listed"}, Grade.MEDIUM, {Flag.NOT_LISTED}),
        ({"recycling_disputed": True}, Grade.MEDIUM, {Flag.RECYCLING}),
        ({"smelter_id": "CID000009"}, Grade.MEDIUM, {Flag.ORIGIN}),
        ({"smelter_id": "CID000010"}, Grade.LOW, set()),
        ({"declared": frozenset({"CD", "PE"})}, Grade.MEDIUM, {Flag.ORIGIN}),
        ({"declared": frozenset({"PE"})}, Grade.LOW, set()),
        ({"declared": frozenset({"AE"}), "metal": "Gold"}, Grade.MEDIUM, {Flag.ORIGIN, Flag.IMPLAUSIBLE}),
        ({"declared": frozenset({"AE"})}, Grade.MEDIUM, {Flag.IMPLAUSIBLE}),
        ({"declared": frozenset({"DE"}), "group": "not_listed"}, Grade.HIGH, {Flag.NOT_LISTED, Flag.IMPLAUSIBLE}),
        ({"declared": frozenset({"DE"}), "metal": "Tungsten"}, Grade.LOW, set()),
        ({"country_code": "RU"}, Grade.LOW, set()),
        ({"country_code": "RU", "metal": "Gold"}, Grade.BLOCKED, {Flag.SANCTIONED}),
        ({"smelter_id": "CID003185", "metal": "Gold"}, Grade.BLOCKED, {Flag.SANCTIONED}),
        ({"smelter_id": "CID003185"}, Grade.LOW, set()),
        ({"keys": frozenset({name_key("SOME REFINERY LTD")}), "country_code": "UG"}, Grade.BLOCKED,
         {Flag.SANCTIONED, Flag.COVERED}),
        ({"keys": frozenset({name_key("Some Refinery")}), "country_code": "UG"}, Grade.BLOCKED,
         {Flag.SANCTIONED, Flag.COVERED}),
        ({"keys": frozenset({name_key("Some Refinery Ltd")}), "country_code": "DE"}, Grade.LOW, set()),
        ({"keys": frozenset({name_key("Some Refinery Ltd")}), "country_code": ""}, Grade.BLOCKED,
         {Flag.SANCTIONED, Flag.UNPLACED}),
    ],
)  # fmt: skip
def test_it_grades_by_one_rule(changes, given, flags):
    found = grade(replace(SOUND, **changes), BOOK)
    assert (found.grade, {reason.flag for reason in found.reasons}) == (given, flags)


def test_it_says_why_with_table_and_day():
    told = [reason.text for reason in grade(replace(SOUND, country_code="IN", group="not_listed"), BOOK).reasons]
    assert told == [
        "Located in India, which The cahra table as of 30 April 2026 names, in part: Chhattisgarh",
        "Neither conformant nor active",
    ]
    hit = grade(replace(SOUND, smelter_id="CID003185", metal="Gold"), BOOK).reasons[0].text
    assert hit == "The sanctions table as of 30 April 2026 (OFAC SDN) names its ID, listed on 17 March 2022"


def test_it_says_of_an_origin_by_which_tables_it_is_doubtful():
    told = [reason.text for reason in grade(replace(SOUND, metal="Gold", declared=frozenset({"AE"})), BOOK).reasons]
    stated = "Origin United Arab Emirates, as stated by manufacturers"
    assert told == [
        f"{stated}: a transit country by The transit table as of 30 April 2026",
        f"{stated}: no known producer of gold by The producers table as of 30 April 2026",
    ]


@pytest.mark.parametrize("kind", ["cahra", "transit", "sanctions"])
def test_it_grades_nothing_without_a_table_that_the_rule_needs(kind):
    book = Book(DAY, tuple(each for each in BOOK.sheets if each.kind != kind))
    found = grade(replace(SOUND, country_code="RW", group="not_listed"), book)
    assert (missing(book), found.grade) == ((kind,), None)
    assert found.has(Flag.COVERED, Flag.NOT_LISTED)


def test_it_blocks_on_a_sanctions_table_whatever_else_is_missing():
    assert grade(replace(SOUND, smelter_id="CID003185", metal="Gold"), Book(DAY, (SANCTIONS,))).grade == Grade.BLOCKED


def test_it_never_takes_the_place_of_a_facility_for_an_origin():
    assert not BOOK.origins("Tin", "CID000001")
    assert not grade(replace(SOUND, country_code="CD"), BOOK).has(Flag.ORIGIN)

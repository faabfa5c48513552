"""Which facility a row means, and what the register has to say when it means none."""

from datetime import date

import pytest

from smelters.models import Smelter, SmelterName
from smelters.selectors import register_as_of
from suppliers.matching import match_rows
from suppliers.register_checks import REGISTER_CHECKS
from suppliers.shown import finding_said
from tests.suppliers.parts import a_row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facilities() -> dict[str, Smelter]:
    rows = [
        ("Gold", "CID900001", "Aurora Refining AG", "SWITZERLAND", "CH"),
        ("Gold", "CID900002", "Kivu Gold Works", "RWANDA", "RW"),
        ("Tin", "CID900005", "Estanho Norte Ltda.", "BRAZIL", "BR"),
    ]
    names = ("metal", "smelter_id", "name", "country", "country_code")
    made = {row[1]: Smelter.objects.create(**dict(zip(names, row, strict=True))) for row in rows}
    SmelterName.objects.create(smelter=made["CID900001"], name="Aurora Refining", key="aurora refining", source="test")
    return made


def matched(**fields):
    (row,) = match_rows([a_row(**fields)], register_as_of(date(2026, 1, 31)))
    found = row.facility.smelter_id if row.facility else None
    return found, row.match, row.reported, [finding.code for finding in REGISTER_CHECKS.run((row,))]


UNKNOWN = {"smelter_id": "CID999999", "name": "Nova", "standard_name": None, "known": False, "lookup_metals": []}
NAMED = {"smelter_id": None, "known": False, "lookup_metals": []}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({}, ("CID900001", "id", False, []), id="by metal and ID"),
        pytest.param({"metal": "Tin"}, (None, "", False, ["REG-01"]), id="the register has the ID under another metal"),
        pytest.param(
            {"smelter_id": "CID900099", "metal": "Tin", "known": False, "lookup_metals": ["Gold"]},
            (None, "", False, ["REG-01"]),
            id="the workbook has the ID under another metal",
        ),
        pytest.param(
            {"smelter_id": "CID900009", "name": "New Works", "standard_name": "New Works"},
            (None, "id", True, []),
            id="new to the register, known to the workbook",
        ),
        pytest.param(UNKNOWN, (None, "id", True, ["REG-02"]), id="known to neither, but named"),
        pytest.param(UNKNOWN | {"name": None}, (None, "", False, ["REG-02"]), id="known to neither and nameless"),
        pytest.param({"smelter_id": "CID900002", "country": None}, ("CID900002", "id", False, ["REG-03"]), id="two"),
        pytest.param(
            {"name": "Kivu Works", "standard_name": None, "smelter_id": "CID900002", "country": "RWANDA"},
            ("CID900002", "id", False, ["REG-04"]),
            id="a name that nobody has",
        ),
        pytest.param({"country": "ITALY"}, ("CID900001", "id", False, ["REG-05"]), id="another country"),
        pytest.param({"country": "Switzerland"}, ("CID900001", "id", False, []), id="a country in other letters"),
        pytest.param(NAMED, ("CID900001", "name", False, []), id="by name"),
        pytest.param(NAMED | {"metal": "Tin"}, (None, "", False, ["REG-06"]), id="a name of another metal"),
        pytest.param(NAMED | {"listed": "not_listed"}, (None, "", False, ["REG-07"]), id="not listed, but known"),
        pytest.param(
            NAMED | {"listed": "not_listed", "name": "Nova", "standard_name": None},
            (None, "", False, []),
            id="not listed",
        ),
        pytest.param({"listed": "not_listed"}, ("CID900001", "id", False, []), id="not listed, with an ID"),
        pytest.param({"listed": "not_identified"}, (None, "", False, []), id="not yet identified"),
        pytest.param({"metal": None}, (None, "", False, []), id="no metal"),
    ],
)
def test_it_matches_a_row(fields, expected):
    assert matched(**fields) == expected


@pytest.mark.parametrize("fields", [{"smelter_id": "CID900077", "known": False}, NAMED | {"name": "Canary Works"}])
def test_it_tells_a_manufacturer_nothing_that_another_one_wrote(fields):
    canary = {"smelter_id": "CID900077", "name": "Canary Works", "country": "CANADA"}
    Smelter.objects.create(metal="Gold", origin="reported", **canary)
    Smelter.objects.create(metal="Tin", origin="reported", **canary)
    row = {"name": "Own Name", "standard_name": None, "country": "PERU", "lookup_metals": []} | fields

    rows = match_rows([a_row(**row)], register_as_of(date(2026, 1, 31)))

    assert rows[0].facility.name == "Canary Works"
    told = [finding.params for finding in REGISTER_CHECKS.run(rows)]
    own = {value for value in row.values() if isinstance(value, str)}
    assert {value for params in told for value in params.values()} <= own | {"Gold"}


def test_it_does_not_hold_a_metal_against_a_row_that_only_another_manufacturer_gave():
    Smelter.objects.create(metal="Tin", smelter_id="CID900077", name="Canary", country="PERU", origin="reported")
    fields = UNKNOWN | {"smelter_id": "CID900077"}
    assert matched(**fields) == (None, "id", True, ["REG-02"])


def test_it_points_at_the_cell_that_is_wrong():
    rows = match_rows([a_row(7, country="ITALY")], register_as_of(date(2026, 1, 31)))
    (finding,) = REGISTER_CHECKS.run(rows)
    assert str(finding.place) == "Smelter List!E7"


def test_it_renders_a_stored_finding_from_the_set_that_owns_its_code():
    params = {"smelter_id": "CID900001", "metal": "Tin", "other_metal": "Gold"}
    message, remedy = finding_said("REG-01", params)
    assert message == "CID900001 stands for a facility of Gold, but this row says Tin."
    assert "Correct the metal" in remedy


def test_it_renders_a_finding_whose_check_is_gone_as_its_code():
    assert finding_said("GONE-99", {}) == ("GONE-99", "")

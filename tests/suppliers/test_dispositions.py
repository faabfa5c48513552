"""What a decision on an unknown name does: to the rows that are there, to those that come, and when it is undone."""

from datetime import date

import pytest

from cmr.audit import chain_breaks
from cmr.models import AuditEvent, ReportingPeriod
from smelters.models import Smelter, SmelterName
from smelters.selectors import register_as_of
from suppliers.decided import recyclers, recycling_of
from suppliers.matching import match_rows, unknown_key
from suppliers.models import Disposition, Mention, Request, UnknownName
from suppliers.services.dispositions import Conflict, disposition_undo, name_decide
from suppliers.services.rows import mention_rows
from tests.suppliers.parts import a_row, a_submission, an_upload

pytestmark = pytest.mark.django_db

Kind = Disposition.Kind


@pytest.fixture
def harbor() -> Smelter:
    return Smelter.objects.create(
        metal="Gold", smelter_id="CID900002", name="Harbor Gold Works", country="CHILE", country_code="CL"
    )


def read(request: Request, *rows: dict, **fields) -> list[Mention]:
    """The rows of a Smelter List as an upload brings them."""
    submission = a_submission(an_upload(request, data=repr((request.pk, rows)).encode()), **fields)
    matched = match_rows(rows, register_as_of(date(2026, 1, 31)))
    Mention.objects.bulk_create(mention_rows(matched, submission))
    return list(submission.mentions.all())


def named(name: str, row: int = 5, **fields) -> dict:
    given = {"smelter_id": None, "lookup": None, "name": name, "standard_name": None, "known": False}
    return a_row(row, **given | {"lookup_metals": []} | fields)


def next_year(asked: Request) -> Request:
    period = ReportingPeriod.objects.create(registrant=asked.period.registrant, year=asked.period.year + 1)
    return Request.objects.create(supplier=asked.supplier, period=period, due_date=date(period.year + 1, 3, 31))


def decide(kind: str, period: ReportingPeriod, name: UnknownName | None = None, **fields) -> Disposition:
    name = name or UnknownName.objects.get()
    name.refresh_from_db()
    given = {"reason": "Their web site says so.", "actor": None, "seen": name.version}
    return name_decide(name, period, kind, **given | fields)


def undo(row: Disposition) -> Disposition:
    row.unknown_name.refresh_from_db()
    return disposition_undo(row, reason="A mistake.", actor=None, seen=row.unknown_name.version)


def placed() -> list[tuple[str, str]]:
    rows = Mention.objects.order_by("submission_id", "row").select_related("smelter")
    return [(row.smelter.smelter_id if row.smelter else "", row.match) for row in rows]


COUNTED, OPEN = ("CID900002", "decision"), ("", "")


def test_it_enters_equal_names_once_however_they_are_spelled(alder, birchfield):
    read(alder, named("Harbor Gold"), named("HARBOR  GOLD.", row=6), named("Harbor Gold", row=7, metal="Tin"))
    read(birchfield, named("harbor gold", listed="not_listed"), named("Port Gold", row=6))
    assert [str(one) for one in UnknownName.objects.all()] == ["Gold Harbor Gold", "Gold Port Gold", "Tin Harbor Gold"]
    assert UnknownName.objects.get(name="Harbor Gold", metal="Gold").mentions.count() == 3


def test_it_has_nothing_to_decide_where_nothing_is_named(alder):
    read(alder, named("", listed="not_listed"), named("Smelter not yet identified", row=6, listed="not_identified"))
    assert not UnknownName.objects.exists()


def test_it_settles_all_equal_rows_there_are_and_those_that_come(alder, birchfield, harbor):
    read(alder, named("Harbor Gold"))
    read(birchfield, named("HARBOR GOLD"), named("Port Gold", row=6))
    decide(Kind.MATCHED, alder.period, UnknownName.objects.get(name="Harbor Gold"), smelter=harbor)
    assert placed() == [COUNTED, COUNTED, OPEN]
    read(next_year(alder), named("Harbor Gold"))
    assert placed() == [COUNTED, COUNTED, OPEN, COUNTED]


def test_it_leaves_earlier_years_as_they_were(alder, harbor):
    read(alder, named("Harbor Gold"))
    later = next_year(alder)
    read(later, named("Harbor Gold"))
    decide(Kind.MATCHED, later.period, smelter=harbor)
    assert placed() == [OPEN, COUNTED]
    # What is decided for the earlier year holds there, and the later year keeps its own.
    first = decide(Kind.NOT_A_SMELTER, alder.period)
    assert placed() == [OPEN, COUNTED]
    assert Mention.objects.earliest("pk").disposition == first


def test_it_keeps_an_alias_in_the_register_and_takes_it_back(alder, birchfield, harbor):
    read(alder, named("Hafenwerk"))
    row = decide(Kind.ALIAS, alder.period, smelter=harbor)
    assert SmelterName.objects.get().name == "Hafenwerk"
    read(birchfield, named("HAFENWERK"))
    assert placed() == [COUNTED, ("CID900002", "name")]
    undo(row)
    assert not SmelterName.objects.exists()
    assert placed() == [OPEN, OPEN]
    assert UnknownName.objects.get().mentions.count() == 2


def test_it_never_takes_back_a_name_that_the_register_had(alder, harbor):
    read(alder, named("Hafenwerk"))
    SmelterName.objects.create(smelter=harbor, name="Hafenwerk", key="hafenwerk", source="List")
    undo(decide(Kind.ALIAS, alder.period, smelter=harbor))
    assert SmelterName.objects.get().source == "List"


def test_it_goes_back_to_the_decision_before(alder, harbor):
    read(alder, named("Harbor Gold"))
    first = decide(Kind.REPORTED, alder.period, reference="T-1", reference_date=date(2026, 2, 1))
    second = decide(Kind.MATCHED, alder.period, smelter=harbor)
    assert placed() == [COUNTED]
    undo(second)
    assert placed() == [OPEN]
    assert Mention.objects.get().disposition == first
    undo(first)
    assert Mention.objects.get().disposition is None
    assert Disposition.objects.count() == 4


def test_an_alias_follows_the_decision_in_force(alder, harbor):
    read(alder, named("Hafenwerk"))
    decide(Kind.ALIAS, alder.period, smelter=harbor)
    other = decide(Kind.NOT_A_SMELTER, alder.period)
    assert not SmelterName.objects.exists()
    undo(other)
    assert SmelterName.objects.get().name == "Hafenwerk"


def test_a_file_read_while_an_alias_was_taken_back_is_not_placed_by_it(alder, birchfield, harbor):
    read(alder, named("Hafenwerk"))
    row = decide(Kind.ALIAS, alder.period, smelter=harbor)
    rows = [named("HAFENWERK"), named("Harbor Gold Works", row=6), named("Hafenwerk", row=7, metal="Tin")]
    matched = match_rows(rows, register_as_of(date(2026, 1, 31)))
    assert [each.match for each in matched] == ["name", "name", ""]
    undo(row)
    Mention.objects.bulk_create(mention_rows(matched, a_submission(an_upload(birchfield))))
    assert placed() == [OPEN, OPEN, ("CID900002", "name"), OPEN]
    assert UnknownName.objects.get(metal="Gold").mentions.count() == 2


def test_two_names_that_keep_one_alias_lose_it_only_with_the_last(alder, harbor):
    wrong = {"metal": "Gold", "smelter_id": "CID900077", "lookup_metals": ["Tin"]}
    read(alder, named("Hafenwerk"), named("Hafenwerk", row=6, **wrong))
    bare, numbered = UnknownName.objects.order_by("reported_id")
    first = decide(Kind.ALIAS, alder.period, bare, smelter=harbor)
    second = decide(Kind.ALIAS, alder.period, numbered, smelter=harbor)
    undo(first)
    assert SmelterName.objects.get().source == f"Decision {second.pk} on an unknown name"
    assert placed() == [OPEN, COUNTED]
    undo(second)
    assert not SmelterName.objects.exists()
    assert chain_breaks() == []


def test_stock_that_was_used_counts_in_its_own_year_alone(alder, harbor):
    read(alder, named("Harbor Gold"))
    later = next_year(alder)
    read(later, named("Harbor Gold"))
    row = decide(Kind.CLOSED, alder.period, smelter=harbor, stock_used=True)
    assert placed() == [COUNTED, OPEN]
    read(later, named("HARBOR GOLD"))
    assert placed() == [COUNTED, OPEN, OPEN]
    assert set(Mention.objects.values_list("disposition", flat=True)) == {row.pk}
    undo(row)
    assert placed() == [OPEN, OPEN, OPEN]


def test_a_duplicate_of_a_facility_does_not_count_as_it(alder, harbor):
    read(alder, named("Harbor Tin", metal="Tin"))
    row = decide(Kind.DUPLICATE, alder.period, smelter=harbor)
    assert placed() == [OPEN]
    assert row.smelter == harbor


def test_a_recycler_is_one_from_the_year_on_as_long_as_the_decision_holds(alder, harbor, legal):
    read(alder, named("Harbor Gold"))
    row = decide(Kind.RECYCLER, alder.period, smelter=harbor, actor=legal)
    assert (recyclers(2024), recyclers(2025), recyclers(2026)) == (set(), {harbor.pk}, {harbor.pk})
    (said,) = recycling_of(harbor.pk)
    assert (said.since, said.name, said.reason, said.who) == (
        2025,
        "Harbor Gold",
        "Their web site says so.",
        str(legal),
    )
    undo(row)
    assert recyclers(2026) == set()
    assert recycling_of(harbor.pk) == []


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(Disposition.COUNTED) - {Kind.REPORTED}))
def test_other_decisions_count_no_facility(alder, harbor, kind):
    read(alder, named("Harbor Gold"))
    row = decide(kind, alder.period)
    assert placed() == [OPEN]
    assert Mention.objects.get().disposition == row


def test_two_who_decide_at_once_do_not_both(alder, harbor):
    read(alder, named("Harbor Gold"))
    name = UnknownName.objects.get()
    row = decide(Kind.NOT_A_SMELTER, alder.period, seen=0)
    with pytest.raises(Conflict):
        name_decide(name, alder.period, Kind.MATCHED, smelter=harbor, reason="It is.", actor=None, seen=0)
    undo(row)
    with pytest.raises(Conflict):
        undo(row)
    assert placed() == [OPEN]


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        (Kind.MATCHED, {}, "Choose the facility"),
        (Kind.NOT_A_SMELTER, {"reason": " "}, "Say why"),
        (Kind.REPORTED, {}, "Give the day"),
        (Kind.CLOSED, {"stock_used": True}, "closed facility whose stock"),
        (Kind.NOT_A_SMELTER, {"stock_used": True}, "closed facility whose stock"),
        ("nonsense", {}, "no decision"),
    ],
)
def test_it_wants_what_belongs_to_a_decision(alder, kind, fields, says):
    read(alder, named("Harbor Gold"))
    with pytest.raises(ValueError, match=says):
        decide(kind, alder.period, **fields)
    assert UnknownName.objects.get().version == 0


def test_it_refuses_a_facility_of_another_metal(alder, harbor):
    read(alder, named("Harbor Gold", metal="Tin"))
    with pytest.raises(ValueError, match="facility of Gold"):
        decide(Kind.MATCHED, alder.period, smelter=harbor)


def test_it_writes_who_what_and_why_into_the_log(alder, harbor, legal):
    read(alder, named("Harbor Gold"))
    row = decide(Kind.MATCHED, alder.period, smelter=harbor, actor=legal)
    undo(row)
    decided, undone = AuditEvent.objects.filter(event__startswith="name.")
    assert (decided.actor, decided.event, decided.reason) == (legal, "name.decided", "Their web site says so.")
    assert decided.after == {"kind": "matched", "facility": str(harbor), "from": 2025, "rows": 1}
    assert (undone.event, undone.before["kind"], undone.after) == ("name.undone", "matched", {})
    assert chain_breaks() == []


def test_an_id_of_another_metal_is_decided_by_itself(alder, harbor):
    wrong = {"metal": "Tin", "smelter_id": "CID900002", "lookup_metals": ["Gold"]}
    harbor.origin = "list"
    harbor.save()
    read(alder, named("Harbor Tin", **wrong), named("Harbor Tin", row=6, metal="Tin"))
    assert {one.reported_id for one in UnknownName.objects.all()} == {"CID900002", ""}


def test_the_key_of_letters_that_nobody_can_read_is_the_name_itself():
    assert unknown_key("Gold", "", " ?? ", "listed") != unknown_key("Gold", "", "!!", "listed")

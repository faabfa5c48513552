"""Dated tables: one reader for every kind, each import kept whole, the newest of a name in force."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cmr import storage
from cmr.models import AuditEvent
from smelters.lists import ListError
from smelters.models import DatedRow, DatedTable
from smelters.services.tables import table_apply, table_plan
from smelters.tables.parse import parse_table
from smelters.tables.selectors import book_as_of

APRIL, MAY = date(2026, 4, 30), date(2026, 5, 20)
CAHRA = b"Country,Region,Metals\nINDIA,Chhattisgarh,\nMEXICO,,\nCOLOMBIA,,Gold; Tungsten\n"


def apply(data: bytes = CAHRA, kind: str = "cahra", as_of: date = APRIL, **more):
    about = {"name": "EU indicative list", "source": "a web page", "actor": None} | more
    return table_apply(parse_table(data, "t.csv", kind), kind=kind, as_of=as_of, original=data, **about)


def problems(data: bytes, kind: str) -> tuple[str, ...]:
    with pytest.raises(ListError) as caught:
        parse_table(data, "t.csv", kind)
    return caught.value.problems


def test_it_reads_countries_as_people_write_them_and_metals_by_name_or_symbol():
    lines = parse_table("A title\nCountry,Mineral\nDR Congo,3TG\nTürkiye,Au\n".encode(), "t.csv", "cahra")
    assert [(line.row, line.country_code, line.metals) for line in lines] == [(3, "CD", ()), (4, "TR", ("Gold",))]


def test_it_reads_a_facility_by_id_by_name_or_a_whole_country_from_a_sanctions_table():
    data = (
        b"CID,Metal,Name,Country,List,Date,Source\n"
        b"CID003185,Gold,,,OFAC SDN,2022-03-17,https://example.org/1\n"
        b",,Some Refinery Ltd,UGANDA,EU,,\n,Gold,,RUSSIAN FEDERATION,EU,,\n"
    )
    by_id, by_name, country = parse_table(data, "t.csv", "sanctions")
    assert (by_id.smelter_id, by_id.list_name, by_id.listed_on) == ("CID003185", "OFAC SDN", date(2022, 3, 17))
    assert (by_name.name, by_name.country_code) == ("Some Refinery Ltd", "UG")
    assert (country.country_code, country.metals) == ("RU", ("Gold",))


def test_it_leaves_out_an_origin_that_is_not_known_and_parts_several():
    data = b"CID,Metal,Country of origin\nCID000001,Gold,Peru; MEXICO\nCID000002,Gold,Unknown\nCID000003,Tin,\n"
    lines = parse_table(data, "t.csv", "origins")
    assert [(line.smelter_id, line.country_code) for line in lines] == [("CID000001", "PE"), ("CID000001", "MX")]


def test_it_says_everything_that_is_wrong_with_its_row_and_column():
    data = b"CID,Metal,Country,Date\nCID1,Gold,PERU,\nCID000001,Cobalt,Atlantis,2026-02-30\n,Gold,PERU,\n"
    assert problems(data, "origins") == (
        'Row 2, column CID: "CID1" is not a smelter ID; an ID is CID and six digits.',
        'Row 3, column Country: "Atlantis" is no country we know; write it as the CMRT does.',
        'Row 3, column Metal: "Cobalt" names a metal that is none of Gold, Tantalum, Tin, Tungsten.',
        'Row 3, column Date: "2026-02-30" is no day; write it as year-month-day.',
        "Row 4, column CID: the cell is empty.",
    )
    assert "names no smelter ID, no name and no country" in problems(b"Name,List\n,OFAC\n", "sanctions")[0]
    assert "No column is called Country" in problems(b"Name\nPeru\n", "cahra")[0]
    assert problems(b"Country,Metal\nPERU,\n", "producers") == ("Row 2, column Metal: the cell is empty.",)
    assert "no row that says anything" in problems(b"Country\n", "transit")[0]


@pytest.mark.django_db
def test_it_keeps_the_bytes_the_day_the_source_and_who(admin_user):
    outcome = apply(actor=admin_user)
    table = outcome.table
    assert outcome.created and storage.read(table.sha256) == CAHRA
    assert (table.as_of, table.source, table.row_count, table.imported_by) == (APRIL, "a web page", 3, admin_user)
    event = AuditEvent.objects.get(event="table.imported")
    assert event.after["sha256"] == table.sha256


@pytest.mark.django_db
def test_it_changes_nothing_when_the_same_table_comes_again():
    apply()
    assert not apply().created
    assert (DatedTable.objects.count(), DatedRow.objects.count()) == (1, 3)
    origins = b"CID,Metal,Country\nCID000001,Tin,Peru\n"
    for publishable, created in ((False, True), (True, True), (True, False), (False, True)):
        assert apply(origins, "origins", publishable=publishable).created is created


@pytest.mark.django_db
def test_it_reads_the_newest_table_of_each_name_on_a_day(django_assert_num_queries):
    apply()
    apply(b"Country\nMEXICO\n", as_of=MAY)
    apply(b"Country\nSUDAN\n", name="Our own list")
    with django_assert_num_queries(2):
        april = book_as_of(APRIL)
    may = book_as_of(MAY)
    assert april.country("cahra", "IN", "Gold") and not may.country("cahra", "IN", "Gold")
    assert may.country("cahra", "SD", "Tin") and may.country("cahra", "MX", "Tin")
    assert april.country("cahra", "CO", "Gold") and not april.country("cahra", "CO", "Tin")
    assert not book_as_of(date(2026, 1, 1)).sheets


@pytest.mark.django_db
def test_it_says_before_what_a_table_does():
    apply()
    lines = parse_table(CAHRA, "t.csv", "cahra")
    about = {"kind": "cahra", "name": "EU indicative list", "publishable": False}
    told = " ".join(table_plan(lines, as_of=MAY, **about).sentences)
    assert "The table has 3 rows." in told and "1 row name" not in told
    assert "in place of the table of 30 April 2026" in told
    early = " ".join(table_plan(lines, as_of=date(2026, 1, 1), **about).sentences)
    assert "A newer table is loaded (30 April 2026)" in early
    whole = parse_table(b"Country\nRUSSIAN FEDERATION\n", "t.csv", "sanctions")
    assert "whole country" in " ".join(
        table_plan(whole, kind="sanctions", name="EU", as_of=MAY, publishable=False).sentences
    )


@pytest.mark.django_db
def test_it_takes_a_table_over_by_command(tmp_path, capsys):
    file = tmp_path / "cahra.csv"
    file.write_bytes(CAHRA)
    about = ["cahra", str(file), "--as-of", "2026-04-30", "--name", "EU indicative list", "--source", "a web page"]
    call_command("table_import", *about, "--dry-run")
    assert not DatedTable.objects.exists()
    call_command("table_import", *about)
    call_command("table_import", *about)
    assert capsys.readouterr().out.count("Taken over.") == 1
    file.write_bytes(b"Country\nAtlantis\n")
    with pytest.raises(CommandError, match="Row 2, column Country"):
        call_command("table_import", *about)
    with pytest.raises(CommandError, match="future"):
        call_command("table_import", *about[:3], "2999-01-01", *about[4:])

"""Loading a CMRT's look-up sheet as reference, and the two commands."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cmr import storage
from cmr.models import AuditEvent
from smelters.models import ReferenceLookup, Smelter, SmelterName, StatusRecord
from smelters.selectors import register_as_of
from smelters.services import ListError, lookup_load, lookup_plan
from tests.builders import LOOKUP, build_cmrt
from tests.conftest import SHARED
from tests.smelters.conftest import APRIL, AURORA, HEAD, KIVU, LUNA, MAY, load

pytestmark = pytest.mark.django_db
LOOKUPS = {"6.01": 311, "6.1": 337, "6.22": 350, "6.31": 349, "6.4": 368, "6.5": 349}


def command(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_it_fills_names_ids_and_places_and_no_statuses(db):
    told = lookup_load(build_cmrt(), source="A blank", as_of=APRIL, actor=None)
    assert (told.facilities, told.new, told.renamed) == (6, 6, 0)
    aurora = Smelter.objects.get(smelter_id="CID900001")
    assert (aurora.name, aurora.country_code, aurora.city, aurora.origin) == (
        "Aurora Refining AG", "CH", "Chiasso", "reference",
    )  # fmt: skip
    assert sorted(name.name for name in aurora.names.all()) == ["Aurora Refining", "Aurora Refining AG"]
    assert not StatusRecord.objects.exists()
    assert register_as_of(APRIL).find_name("Gold", "AURORA REFINING").pk == aurora.pk
    assert not Smelter.objects.filter(name__icontains="not listed").exists()


def test_it_changes_nothing_the_second_time(db):
    data = build_cmrt()
    lookup_load(data, source="A blank", as_of=APRIL, actor=None)
    before = (AuditEvent.objects.count(), SmelterName.objects.count())
    told = lookup_load(data, source="A blank", as_of=APRIL, actor=None)
    assert (told.created, told.new, told.renamed, told.names) == (False, 0, 0, 0)
    assert (AuditEvent.objects.count(), SmelterName.objects.count()) == before


def test_it_keeps_the_status_and_the_old_name_of_a_facility_it_renames(luna):
    lookup = [row._replace(alias="Luna Works", standard_name="Luna Works") for row in LOOKUP if row.alias[:4] == "Luna"]
    assert lookup_load(build_cmrt(lookup=lookup, smelters=()), source="A blank", as_of=APRIL, actor=None).renamed == 1
    luna.refresh_from_db()
    assert (luna.name, luna.city, luna.origin) == ("Luna Works", "Kigali", "list")
    register = register_as_of(APRIL)
    assert register.status(luna.pk).group == "conformant"
    assert register.find_name("Tin", "Luna Smelter Ltd").pk == luna.pk


def renamed(name):
    """A blank in which the Luna works are called so."""
    lookup = [row._replace(alias=name, standard_name=name) for row in LOOKUP if row.alias[:4] == "Luna"]
    return build_cmrt(lookup=lookup, smelters=())


def test_it_brings_no_older_name_back(luna):
    lookup_load(renamed("Luna Two"), source="6.5", as_of=date(2025, 4, 25), actor=None)
    told = lookup_load(renamed("Luna One"), source="6.22", as_of=date(2022, 5, 11), actor=None)
    assert (told.renamed, told.older) == (0, 1)
    luna.refresh_from_db()
    assert luna.name == "Luna Two"
    assert register_as_of(APRIL).find_name("Tin", "Luna One").pk == luna.pk
    load(HEAD + LUNA, as_of=MAY)
    luna.refresh_from_db()
    assert luna.name == "Luna Two"


def test_it_says_what_a_look_up_will_change_and_writes_nothing(luna):
    plan = lookup_plan(renamed("Luna Two"), as_of=date(2025, 4, 25))
    assert plan.renames == (("CID900004", "Luna Smelter, Ltd.", "Luna Two"),)
    assert "1 facility is called otherwise; the old names are kept." in plan.sentences
    assert not ReferenceLookup.objects.exists()
    luna.refresh_from_db()
    assert luna.name == "Luna Smelter, Ltd."


def test_it_keeps_the_workbook_and_says_so_in_the_log(db, admin_user):
    data = build_cmrt()
    told = lookup_load(data, source="A blank", as_of=APRIL, actor=admin_user)
    assert storage.read(told.lookup.sha256) == data
    event = AuditEvent.objects.get(event="lookup.loaded")
    assert (event.object_id, event.after["sha256"]) == (str(told.lookup.pk), told.lookup.sha256)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Smelter ID,Metal\n"])
def test_it_says_when_a_file_has_no_look_up(db, data):
    with pytest.raises(ListError):
        lookup_load(data, source="x", as_of=APRIL, actor=None)


@pytest.mark.parametrize("version", LOOKUPS)
def test_it_loads_the_official_blanks(db, version):
    path = SHARED / f"rmi-templates/RMI_CMRT_{version}.xlsx"
    if not path.exists():
        pytest.skip("the official templates are not here")
    told = lookup_load(path.read_bytes(), source=path.name, as_of=APRIL, actor=None)
    assert (told.facilities, told.new) == (LOOKUPS[version], LOOKUPS[version])
    assert not Smelter.objects.filter(country_code="").exists()


def test_it_loads_lists_and_look_ups_by_command(db, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(HEAD + AURORA + KIVU)
    about = ("--as-of=2021-04-30", "--name=Public list", "--source=test")
    assert "2 facilities are new" in command("status_list_import", str(file), *about, "--dry-run")
    assert not Smelter.objects.exists()
    assert "Taken over." in command("status_list_import", str(file), *about)
    assert "nothing changed" in command("status_list_import", str(file), *about)
    blank = tmp_path / "blank.xlsx"
    blank.write_bytes(build_cmrt())
    assert (
        command("lookup_load", str(blank), "--as-of=2021-04-30") == "6 facilities: 4 new, 0 renamed, 7 names added.\n"
    )
    for name, *args in (
        ("lookup_load", str(file), "--as-of=2021-04-30"),
        ("lookup_load", str(tmp_path / "none.xlsx"), "--as-of=2021-04-30"),
        ("status_list_import", str(blank), *about),
        ("status_list_import", str(file), *about, "--status=fine"),
    ):
        with pytest.raises(CommandError):
            command(name, *args)


@pytest.mark.skipif(not (SHARED / "rmi-templates").exists(), reason="the official blanks are not here")
def test_it_keeps_the_newest_names_whatever_order_official_blanks_come_in(db):
    newest, older = SHARED / "rmi-templates/RMI_CMRT_6.5.xlsx", SHARED / "rmi-templates/RMI_CMRT_6.1.xlsx"
    lookup_load(newest.read_bytes(), source="6.5", as_of=date(2025, 4, 25), actor=None)
    names = dict(Smelter.objects.values_list("pk", "name"))
    told = lookup_load(older.read_bytes(), source="6.1", as_of=date(2021, 4, 28), actor=None)
    assert told.renamed == 0
    assert told.older > 200
    assert names.items() <= dict(Smelter.objects.values_list("pk", "name")).items()


@pytest.mark.skipif(not (SHARED / "rmi-templates").exists(), reason="the official blanks are not here")
def test_it_says_that_a_template_for_other_minerals_names_no_facility_of_ours(db):
    data = (SHARED / "rmi-templates/RMI_EMRT_2.1.xlsx").read_bytes()
    with pytest.raises(ListError, match="names no facility for"):
        lookup_load(data, source="EMRT", as_of=date(2025, 4, 25), actor=None)
    assert not ReferenceLookup.objects.exists()

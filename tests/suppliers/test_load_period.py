"""Taking over a folder: everything once, what cannot be read said aloud, and a second run changes nothing."""

import json
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cmr.models import AuditEvent, Registrant, ReportingPeriod
from smelters.models import StatusList
from suppliers.models import Contact, Exclusion, Mention, Request, Submission, Supplier, Upload
from suppliers.services import claims, ingest, queue, takeover
from suppliers.services.contacts import contact_end
from suppliers.services.review import submission_return
from suppliers.services.scope import exclusion_lift
from tests.builders import build_cmrt
from tests.conftest import SHARED

pytestmark = pytest.mark.django_db

REGISTRANT = {
    "name": "Meridian Instruments, Inc.",
    "state_of_incorporation": "Delaware",
    "commission_file_number": "001-39999",
    "irs_employer_identification_number": "94-0000000",
    "address": ["400 Example Parkway", "San Jose, California 95110"],
    "contact": {"name": "Dana Whitfield", "title": "Chief Legal Officer", "phone": "(408) 555-0100"},
    "signatory": {"name": "Dana Whitfield", "title": "Chief Legal Officer"},
    "disclosure_url": "https://investor.meridian.example/conflict-minerals",
    "covered_products": "our physical measurement appliances",
}
SUPPLIERS = """name,contact_name,contact_email,country,file
Harbor Board Works Ltd.,Contact A,a@harbor.example,US,cmrt/harbor.xlsx
"Silent Co., Ltd.",Contact B,b@silent.example,TW,
"""
LIST = """Smelter ID,Metal,Smelter Name,Country,Status
CID900001,Gold,Aurora Refining AG,SWITZERLAND,Conformant
"""


@pytest.fixture
def folder(tmp_path):
    """A year as a team keeps it: two manufacturers asked, one file."""
    path = tmp_path / "year"
    (path / "cmrt").mkdir(parents=True)
    (path / "registrant.json").write_text(json.dumps(REGISTRANT))
    (path / "suppliers.csv").write_text(SUPPLIERS)
    (path / "status_list.csv").write_text(LIST)
    (path / "cmrt" / "harbor.xlsx").write_bytes(build_cmrt())
    return path


@pytest.fixture
def load(folder, capsys):
    def run(*args: str, year: str = "2025") -> str:
        call_command("load_period", str(folder), "--year", year, *args)
        return "".join(capsys.readouterr())

    return run


def snapshot() -> tuple:
    models = (Registrant, ReportingPeriod, Supplier, Contact, Request, Upload, Submission, Mention, StatusList)
    return (*(list(model.objects.order_by("pk").values()) for model in models), AuditEvent.objects.count())


def test_it_takes_over_a_year(load):
    load("--as-of", "2026-01-31")

    period = ReportingPeriod.objects.get()
    assert (period.year, period.status_as_of) == (2025, date(2026, 1, 31))
    assert period.covered_products == "our physical measurement appliances"
    assert period.registrant.address == "400 Example Parkway\nSan Jose, California 95110"
    assert period.registrant.ein == "94-0000000"
    asked = {request.supplier.name: request for request in Request.objects.all()}
    assert {name: request.state for name, request in asked.items()} == {
        "Harbor Board Works Ltd.": "accepted",
        "Silent Co., Ltd.": "requested",
    }
    assert {request.due_date for request in asked.values()} == {date(2026, 3, 31)}
    assert Contact.objects.get(supplier__name="Silent Co., Ltd.").user.email == "b@silent.example"
    submission = Submission.objects.get()
    assert (submission.state, submission.decided_by) == ("accepted", None)
    assert (
        AuditEvent.objects.get(event="submission.accepted").reason
        == "Taken over with the files of the year, as accepted before."
    )
    assert StatusList.objects.get().as_of == date(2026, 1, 31)


def test_it_changes_nothing_the_second_time(load):
    first = load("--as-of", "2026-01-31")
    before = snapshot()
    second = load("--as-of", "2026-01-31")

    assert snapshot() == before
    assert "nothing changed" not in first
    assert "nothing changed" in second


SCOPED = """name,contact_name,contact_email,country,file,Language,Products,In scope,Reason
Harbor Board Works Ltd.,Contact A,a@harbor.example,US,cmrt/harbor.xlsx,en,Packet probe,yes,
Harbor Board Works Ltd.,Contact C,c@harbor.example,,,zh-hans,Analyser,,
Cable Shop GmbH,Contact D,d@cable.example,DE,,,,no,It manufactures nothing for us.
"""


def test_it_takes_over_scope_languages_and_products_where_the_table_has_them(load, folder):
    (folder / "suppliers.csv").write_text(SCOPED)
    load("--as-of", "2026-01-31")
    request = Request.objects.get()
    assert {product.name for product in request.products.all()} == {"Packet probe", "Analyser"}
    people = request.supplier.contacts.values_list("user__email", "user__language")
    assert set(people) == {("a@harbor.example", "en"), ("c@harbor.example", "zh-hans")}
    exclusion = Exclusion.objects.get()
    assert (exclusion.supplier.name, exclusion.reason) == ("Cable Shop GmbH", "It manufactures nothing for us.")
    before = snapshot()
    assert "nothing changed" in load("--as-of", "2026-01-31")
    assert snapshot() == before


def test_it_leaves_what_the_team_decided_meanwhile(load, folder, legal):
    (folder / "suppliers.csv").write_text(SCOPED)
    load("--as-of", "2026-01-31")
    exclusion_lift(ReportingPeriod.objects.get(), Supplier.objects.get(name="Cable Shop GmbH"), "They do.", legal)
    contact_end(Contact.objects.get(user__email="c@harbor.example"), actor=legal)
    load("--as-of", "2026-01-31")
    assert not Exclusion.objects.filter(lifted_at=None).exists()
    assert Contact.objects.get(user__email="c@harbor.example").ended_at


def test_it_says_that_a_file_of_somebody_left_out_was_not_taken(load, folder):
    (folder / "suppliers.csv").write_text("name,file,in_scope,reason\nHarbor,cmrt/harbor.xlsx,no,Sold.\n")
    with pytest.raises(CommandError, match="Harbor is left out of 2025, so its file was not taken"):
        load("--as-of", "2026-01-31")
    assert not Upload.objects.exists()


def test_it_shows_for_each_file_what_came_of_it(load):
    line = next(line for line in load("--as-of", "2026-01-31").splitlines() if line.startswith("Harbor"))
    assert "Accepted" in line
    assert "4 rows" in line
    assert "4 facilities" in line
    assert "0 block" in line


def test_it_leaves_the_files_to_the_reviewers_when_told_so(load):
    load("--as-of", "2026-01-31", "--review")
    assert Submission.objects.get().state in ("in_review", "needs_correction")


def test_it_names_the_person_who_accepts(load, legal):
    load("--as-of", "2026-01-31", "--user", legal.email)
    assert Submission.objects.get().decided_by == legal
    assert Upload.objects.get().uploaded_by == legal


def test_it_wants_a_person_of_the_team(load, alice):
    with pytest.raises(CommandError, match="nobody of the team"):
        load("--user", alice.email)


def test_it_does_not_accept_again_what_a_person_returned(load, legal):
    load("--as-of", "2026-01-31")
    submission_return(Submission.objects.get(), actor=legal, note="Question 3, please.")
    load("--as-of", "2026-01-31")
    assert Submission.objects.get().state == "needs_correction"


def test_it_names_the_file_that_cannot_be_read_and_takes_the_others(load, folder):
    (folder / "cmrt" / "photo.xlsx").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    with (folder / "suppliers.csv").open("a") as file:
        file.write("Photo Works,,,US,cmrt/photo.xlsx\n")

    with pytest.raises(CommandError) as error:
        load("--as-of", "2026-01-31")

    assert "photo.xlsx (Photo Works): " in str(error.value)
    assert Request.objects.get(supplier__name="Photo Works").state == "unreadable"
    assert Request.objects.get(supplier__name__startswith="Harbor").state == "accepted"


def test_it_places_a_file_that_no_row_names_by_the_company_in_it(load, folder):
    (folder / "suppliers.csv").write_text("Manufacturer;E-Mail;Country\nHARBOR BOARD WORKS LTD;a@harbor.example;US\n")
    load("--as-of", "2026-01-31")
    assert Submission.objects.get().request.supplier.name == "HARBOR BOARD WORKS LTD"


def test_it_names_a_file_that_belongs_to_nobody(load, folder):
    (folder / "suppliers.csv").write_text("name\nSomebody Else\n")
    with pytest.raises(CommandError, match=r'harbor\.xlsx names "Harbor Board Works Ltd\."'):
        load("--as-of", "2026-01-31")
    assert not Upload.objects.exists()


def test_it_names_a_file_that_is_not_there(load, folder):
    with (folder / "suppliers.csv").open("a") as file:
        file.write("Gone,,,US,cmrt/gone.xlsx\n")
    with pytest.raises(CommandError, match=r'Gone: suppliers\.csv names "cmrt/gone\.xlsx"'):
        load("--as-of", "2026-01-31")


@pytest.mark.parametrize("text", ["supplier,mail\nA,b@c.example\n", "\ufeffCompany Name,Contact\nA,B\n"])
def test_it_understands_what_teams_call_their_columns(load, folder, text):
    (folder / "suppliers.csv").write_text(text)
    (folder / "cmrt" / "harbor.xlsx").unlink()
    load("--as-of", "2026-01-31")
    assert Supplier.objects.get().name == "A"


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda folder: (folder / "suppliers.csv").unlink(), "has no suppliers.csv"),
        (lambda folder: (folder / "suppliers.csv").write_text("a,b\n1,2\n"), 'no column "name"'),
        (lambda folder: (folder / "registrant.json").write_text("{"), "registrant.json is not JSON"),
        (lambda folder: (folder / "registrant.json").unlink(), "has no registrant.json"),
        (lambda folder: (folder / "status_list.csv").write_text("a,b\n1,2\n"), "status_list.csv: "),
    ],
)
def test_it_says_in_a_sentence_what_the_folder_lacks(load, folder, break_it, sentence):
    break_it(folder)
    with pytest.raises(CommandError) as error:
        load("--as-of", "2026-01-31")
    assert sentence in str(error.value)


def test_it_does_not_give_a_year_to_another_company(load, folder):
    load("--as-of", "2026-01-31")
    (folder / "registrant.json").write_text(json.dumps(REGISTRANT | {"name": "Another, Inc."}))
    with pytest.raises(CommandError, match="is entered for Meridian"):
        load("--as-of", "2026-01-31")
    assert Registrant.objects.count() == 1


def test_it_takes_the_company_that_is_entered_already(load, folder, registrant):
    (folder / "registrant.json").unlink()
    load("--as-of", "2026-01-31")
    assert ReportingPeriod.objects.get().registrant == registrant


def test_it_takes_the_day_of_a_list_from_its_name_and_warns_where_there_is_none(load, folder):
    warning = load()
    assert "Give --as-of" in warning
    StatusList.objects.update(as_of=date(2026, 2, 1))
    assert "nothing changed" in load()
    (folder / "status_list.csv").rename(folder / "status_list_2026-02-15.csv")
    assert "Give --as-of" not in load()
    assert date(2026, 2, 15) in StatusList.objects.values_list("as_of", flat=True)


def test_it_waits_for_a_worker_that_was_quicker(load, monkeypatch):
    """A worker of the running site may claim the upload the moment it is committed."""
    real, seen = ingest.process, []

    def quicker(upload_id):
        if not seen:
            seen.append(claims.claim(upload_id))
            return ingest.Outcome.SKIPPED
        if seen[0]:
            claims.give_back(seen[0])
            seen[0] = None
        return real(upload_id)

    monkeypatch.setattr(takeover.ingest, "process", quicker)
    load("--as-of", "2026-01-31")
    assert Submission.objects.get().state == "accepted"


def test_it_finishes_what_a_run_left_that_was_killed(load, folder, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(takeover, "submission_accept", killed)
        with pytest.raises(KeyboardInterrupt):
            load("--as-of", "2026-01-31")
    assert Submission.objects.get().state != "accepted"
    load("--as-of", "2026-01-31")
    assert Submission.objects.get().state == "accepted"
    assert queue.work(until_idle=True) == 0


@pytest.mark.skipif(not (SHARED / "replay/2020").is_dir(), reason="needs the replay folder beside the project")
def test_it_takes_over_seven_real_manufacturers_with_297_facilities(capsys):
    expected = json.loads((SHARED / "replay/2020/expected.json").read_text())
    call_command("load_period", str(SHARED / "replay/2020"), "--year", "2020", "--as-of", "2021-04-30")
    found = Mention.objects.filter(submission__state="accepted", smelter__isnull=False)
    facilities = set(found.values_list("smelter__metal", "smelter__smelter_id"))
    assert facilities == {(each["metal"], each["id"]) for each in expected["facilities"]}
    assert Counter(metal for metal, _ in facilities) == expected["by_metal"]
    assert Submission.objects.filter(state="accepted").count() == 7


def test_it_takes_the_day_of_the_signatorys_office_and_leaves_an_entered_one(load, folder):
    load()
    registrant = Registrant.objects.get()
    assert registrant.signatory_since is None
    registrant.signatory_since = date(2018, 1, 1)
    registrant.save()
    load()
    assert Registrant.objects.get().signatory_since == date(2018, 1, 1)
    told = REGISTRANT | {"signatory": REGISTRANT["signatory"] | {"since": "2019-02-01"}}
    (folder / "registrant.json").write_text(json.dumps(told))
    load()
    assert Registrant.objects.get().signatory_since == date(2019, 2, 1)
    assert AuditEvent.objects.filter(event="registrant.changed").count() == 1

"""Due diligence in pages: what the log says, what is recorded with its evidence, and who has to put what right."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cmr import storage
from cmr.models import ReportingPeriod
from diligence.kinds import KINDS, Step
from diligence.models import CorrectiveAction, Entry
from diligence.services import Evidence, action_change, action_open, entry_record, entry_withdraw
from reports.archive import archive_check
from smelters.models import Smelter
from suppliers.services.letters import letter_write

PAPER = b"%PDF-1.7 minutes\x00\xff"
TOLD = {"told_to": "The Chief Operating Officer", "told_subject": "Three refiners without a status."}


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def luna(db) -> Smelter:
    return Smelter.objects.create(metal="Tin", smelter_id="CID900004", name="Luna Smelter, Ltd.", country="RWANDA")


def at(name: str, *more: object) -> str:
    return reverse(f"diligence:{name}", args=[2025, *more])


def text_of(response) -> str:
    page = response.content.decode()
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0] if main else page)).split())
    return re.sub(r" ([,.;])", r"\1", words)


def paper(data: bytes = PAPER, name: str = "minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def reported(period, actor=None, day=date(2025, 6, 2), **more) -> Entry:
    told = {"to": "The Chief Operating Officer", "subject": "Three refiners without a status."}
    evidence = Evidence(url="https://meridian.example/minutes")
    return entry_record(period, "management_report", day=day, told=told, evidence=evidence, actor=actor, **more)


def opened(request, owner, due=date(2026, 2, 1), what="Name the refiner of row 12.", **more) -> CorrectiveAction:
    return action_open(request.period, what=what, owner=owner, due_date=due, request=request, actor=owner, **more)


def test_it_says_first_which_steps_have_no_entry(desk, period):
    empty = text_of(desk.get(at("log")))
    assert "None of the five steps has a dated entry yet." in empty
    assert all(f"OECD step {step}" in empty for step in Step)

    reported(period)
    assert "Steps 1, 2, 4 and 5 have no dated entry yet" in text_of(desk.get(at("log")))


def test_it_shows_what_holds_from_earlier_years(desk, period, registrant):
    before = ReportingPeriod.objects.create(registrant=registrant, year=2024, covered_products="our appliances")
    told = {"functions": "legal, quality", "owner": "Chief Operating Officer", "reports_how_often": "each quarter"}
    entry_record(before, "team", day=date(2024, 3, 1), told=told, actor=None)

    page = text_of(desk.get(at("log")))

    assert "Holds from earlier years" in page
    assert "Steps 2, 3, 4 and 5 have no dated entry yet" in page


def test_it_counts_what_the_system_recorded_beside_the_entries(desk, alder):
    person = ("Alice", "alice@alder.example", "en")
    for key in ("1", "2"):
        letter = letter_write("reminder", period=alder.period, to=person, request=alder, key=key, actor=None)
        type(letter).objects.filter(pk=letter.pk).update(state="sent", sent_at=timezone.now())

    page = desk.get(at("log")).content.decode()

    link = reverse("campaign:log", args=[2025]) + "?what=reminder"
    assert re.search(rf'<a href="{re.escape(link)}">2</a>', page)
    assert '<span class="count num">2 entries</span>' in desk.get(link).content.decode()


def test_it_leads_to_what_the_report_says_of_the_steps(desk, period):
    said = text_of(desk.get(reverse("reports:measures", args=[2025])))
    assert "We reported the findings" not in said

    reported(period)

    said = desk.get(reverse("reports:measures", args=[2025]))
    part = re.search(r'id="says-3">(.*?)</div>', said.content.decode(), re.DOTALL)[1]
    assert "We reported the findings of our due diligence to The Chief Operating Officer on June 2, 2025" in part
    assert 'hx-select-oob="#says-1,#says-2,#says-3,#says-4,#says-5"' in desk.get(at("log")).content.decode()


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_it_asks_for_every_field_of_a_kind(desk, period, kind):
    page = desk.get(at("record", kind.code)).content.decode()
    for field in kind.fields:
        assert f'name="told_{field.name}"' in page
    assert ('name="facility"' in page) == kind.about
    assert kind.asks in unescape(page)
    assert at("record", kind.code) in desk.get(at("choose")).content.decode()


def test_it_records_an_entry_and_gives_its_evidence_back_byte_for_byte(desk, period, legal):
    given = {"day": "2025-06-02", "file": paper(name="../up/minu\u202etes.pdf"), **TOLD}
    answer = desk.post(at("record", "management_report"), given)

    entry = Entry.objects.get()
    assert answer.url == reverse("diligence:entry", args=[entry.pk])
    assert (entry.told["to"], entry.recorded_by, entry.evidence_name) == (
        "The Chief Operating Officer",
        legal,
        "minutes.pdf",
    )
    handed = desk.get(reverse("diligence:evidence", args=[entry.pk]))
    assert handed.content == PAPER
    assert handed["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert "minutes.pdf" in text_of(desk.get(at("log")))


def test_it_puts_each_error_beside_its_field_and_keeps_the_file(desk, period):
    url = at("record", "management_report")
    answer = desk.post(url, {"day": "2999-01-01", "told_to": " ", "told_subject": "All.", "file": paper()})

    assert answer.status_code == 400
    page = answer.content.decode()
    field = re.search(r'<div class="field has-error">\s*<label for="id_told_to">.*?</div>', page, re.DOTALL)
    assert "the report rests on it" in field[0]
    assert "This day is still to come" in page
    assert not Entry.objects.exists()

    held = unescape(re.search(r'name="held" value="([^"]+)"', page)[1])
    desk.post(url, {"day": "2025-06-02", "held": held, **TOLD})
    entry = Entry.objects.get()
    assert (storage.read(entry.evidence_sha256), entry.evidence_name) == (PAPER, "minutes.pdf")


def test_it_takes_no_note_of_another_persons_file(desk, period, client_for, db):
    from cmr.models import Role, User

    other = client_for(User.objects.create_user("mo@meridian.example", Role.LEGAL, "Mo Linden"))
    page = other.post(at("record", "management_report"), {"day": "2025-06-02", "file": paper()}).content.decode()
    held = unescape(re.search(r'name="held" value="([^"]+)"', page)[1])

    answer = desk.post(at("record", "management_report"), {"day": "2025-06-02", "held": held, **TOLD})

    assert answer.status_code == 400
    assert "Choose it again" in text_of(answer)


def test_it_wants_what_shows_it(desk, period, settings):
    url = at("record", "management_report")
    assert "Attach the file or give the address" in text_of(desk.post(url, {"day": "2025-06-02", **TOLD}))
    wrong = desk.post(url, {"day": "2025-06-02", "evidence_url": "javascript:alert(1)", **TOLD})
    assert "An address begins with https://" in text_of(wrong)
    settings.UPLOAD_LIMIT = 8
    assert "larger than" in text_of(desk.post(url, {"day": "2025-06-02", "file": paper(), **TOLD}))
    assert not Entry.objects.exists()


def test_it_finds_whom_an_entry_is_about(desk, alder, luna):
    told = {"day": "2025-06-02", "told_how": "Visit", "told_outcome": "They will ask."}
    url = at("record", "engagement")
    assert "Alder Precision" in desk.get(at("parties") + "?manufacturer=alder").content.decode()
    proposed = unescape(desk.get(at("parties") + "?facility=luna").content.decode())
    assert "Tin CID900004 Luna Smelter, Ltd." in proposed

    unknown = desk.post(url, told | {"manufacturer": "Nobody Inc.", "facility": "CID999999"})
    assert "was not asked for 2025" in text_of(unknown)
    assert "no facility of the register" in text_of(unknown)
    both = text_of(desk.post(url, {"day": "2025-06-02", "manufacturer": "Nobody Inc."}))
    assert "was not asked for 2025" in both and "What came of it: say it" in both

    desk.post(url, told | {"manufacturer": "Alder Precision Manufacturing", "facility": proposed.split('"')[1]})
    assert (Entry.objects.get().request, Entry.objects.get().smelter) == (alder, luna)


def test_it_corrects_an_entry_by_one_that_replaces_it(desk, period, legal):
    first = reported(period, legal)
    url = reverse("diligence:correct", args=[first.pk])
    assert "Three refiners" in desk.get(url).content.decode()

    desk.post(url, {"day": "2025-06-03", "evidence_url": first.evidence_url, **TOLD})

    second = Entry.objects.get(replaces=first)
    assert second.day == date(2025, 6, 3)
    old = text_of(desk.get(reverse("diligence:entry", args=[first.pk])))
    assert "It was corrected" in old
    assert "Correct it" not in old
    assert "entered it" in text_of(desk.get(reverse("diligence:entry", args=[second.pk])))
    late = desk.post(url, {"day": "2025-06-04", "evidence_url": first.evidence_url, **TOLD}, follow=True)
    assert "somebody corrected this entry" in text_of(late)
    assert Entry.objects.count() == 2


def test_it_keeps_the_file_of_an_entry_that_is_corrected(desk, period):
    desk.post(at("record", "management_report"), {"day": "2025-06-02", "file": paper(), **TOLD})
    first = Entry.objects.get()
    desk.post(reverse("diligence:correct", args=[first.pk]), {"day": "2025-06-03", **TOLD})
    assert Entry.objects.get(replaces=first).evidence_sha256 == first.evidence_sha256


def test_it_takes_an_entry_back_with_a_reason(desk, period):
    entry = reported(period)
    url = reverse("diligence:withdraw", args=[entry.pk])
    assert "Say why" in text_of(desk.post(url, {"note": " "}, follow=True))
    assert "Taken back" in text_of(desk.post(url, {"note": "It was another year."}, follow=True))

    assert "None of the five steps" in text_of(desk.get(at("log")))
    page = text_of(desk.get(reverse("diligence:entry", args=[entry.pk])))
    assert "took it back It was another year." in page
    gone = Entry.objects.get(withdrawn=True)
    assert desk.get(reverse("diligence:entry", args=[gone.pk])).status_code == 404


@pytest.mark.parametrize("who", ["alice", "admin_user"])
def test_it_is_recorded_by_the_legal_team_alone(request, client_for, period, who):
    entry, client = reported(period), client_for(request.getfixturevalue(who))
    assert client.get(at("record", "policy")).status_code == 404
    assert client.post(reverse("diligence:withdraw", args=[entry.pk]), {"note": "x"}).status_code == 404
    page = client.get(at("log"))
    assert page.status_code == (404 if who == "alice" else 200)
    assert at("choose") not in page.content.decode()


def test_it_knows_no_other_kind_year_or_entry(desk, period):
    entry = reported(period)
    assert desk.get(at("record", "nothing")).status_code == 404
    assert desk.get(reverse("diligence:log", args=[1999])).status_code == 404
    assert desk.get(reverse("diligence:entry", args=[entry.pk + 99])).status_code == 404
    assert desk.get(reverse("diligence:evidence", args=[entry.pk])).status_code == 404


def test_it_refuses_a_request_that_no_page_of_ours_made(period, legal):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(legal, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post(at("record", "management_report"), {"day": "2025-06-02", "file": paper(), **TOLD})
    assert answer.status_code == 403
    assert not Entry.objects.exists()


def test_it_asks_the_database_no_more_for_many_entries(desk, alder, luna, legal):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(at("log")).status_code == 200
            assert desk.get(at("actions")).status_code == 200
        return len(queries)

    told = {"how": "Call", "outcome": "They answer."}
    more = {"told": told, "request": alder, "smelter": luna, "actor": legal}
    entry_record(alder.period, "engagement", day=date(2025, 1, 1), **more)
    opened(alder, legal)
    few = asked()
    for number in range(30):
        entry_record(alder.period, "engagement", day=date(2025, 1, 1) + timedelta(number), **more)
        opened(alder, legal, smelter=luna)
    assert asked() == few
    assert "31 entries" in text_of(desk.get(at("log")))
    assert text_of(desk.get(at("log") + "?step=2")).count("Call") == 31


def test_it_exports_the_log_with_its_past_and_no_formula(desk, alder, legal):
    live = '=HYPERLINK("https://evil.example")'
    told = {"how": live, "outcome": "+1"}
    entry = entry_record(alder.period, "engagement", day=date(2025, 1, 1), told=told, note=live, actor=legal)
    entry_withdraw(entry, reason="@home", actor=legal)
    opened(alder, legal, what="=1+1")

    text = desk.get(at("log_csv")).content.decode("utf-8-sig")
    assert f"'{live}".replace('"', '""') in text
    assert "'@home" in text
    assert "Taken back" in text

    book = load_workbook(io.BytesIO(desk.get(at("log_xlsx")).content))
    rows = list(book["Due diligence"].iter_rows(values_only=True))
    assert [row[12] for row in rows if isinstance(row[0], int)] == ["Taken back", "Takes back"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["Corrective actions"]["E2"].value == "=1+1"


def test_it_opens_an_action_from_a_manufacturer_and_from_a_facility(desk, alder, luna, legal):
    part = desk.get(reverse("diligence:of_request", args=[alder.pk])).content.decode()
    link = unescape(re.search(r'href="([^"]+\?request=\d+)"', part)[1])
    assert 'value="Alder Precision Manufacturing"' in desk.get(link).content.decode()
    part = desk.get(reverse("diligence:of_facility", args=[luna.pk])).content.decode()
    link = unescape(re.search(r'href="([^"]+\?smelter=\d+)"', part)[1])
    assert 'value="Tin CID900004 Luna Smelter, Ltd."' in desk.get(link).content.decode()

    due = timezone.localdate() + timedelta(30)
    nobody = desk.post(link, {"what": "Take part in an audit.", "owner": legal.pk, "due_date": due})
    assert "Choose the manufacturer or the facility." in text_of(nobody)
    past = desk.post(link, {"what": "x", "owner": legal.pk, "due_date": "2020-01-01", "facility": "CID900004"})
    assert "This day has passed." in text_of(past)
    desk.post(link, {"what": "Take part.", "owner": legal.pk, "due_date": due, "facility": "Luna Smelter, Ltd."})

    action = CorrectiveAction.objects.get()
    assert (action.smelter, action.owner, action.due_date) == (luna, legal, due)
    assert "Take part." in text_of(desk.get(reverse("diligence:of_facility", args=[luna.pk])))


def test_it_lists_the_most_overdue_first_and_filters(desk, alder, legal, admin_user):
    later = opened(alder, legal, due=timezone.localdate() + timedelta(9), what="Later")
    opened(alder, admin_user, due=date(2026, 3, 1), what="Second")
    opened(alder, admin_user, due=date(2026, 2, 1), what="First")

    page = text_of(desk.get(at("actions")))
    assert "2 overdue, 3 open in all." in page
    assert page.index("First") < page.index("Second") < page.index("Later")
    assert "Later" not in text_of(desk.get(at("actions") + "?show=overdue"))
    mine = text_of(desk.get(at("actions") + "?whose=mine"))
    assert "Later" in mine and "First" not in mine

    desk.post(
        reverse("diligence:close", args=[later.pk]),
        {"close-state": "done", "close-outcome": "Named.", "close-version": 0, "close-file": paper(name="answer.pdf")},
    )
    assert "Later" in text_of(desk.get(at("actions") + "?show=done"))
    handed = desk.get(reverse("diligence:action_evidence", args=[later.pk]))
    assert (handed.content, handed["Content-Disposition"]) == (PAPER, 'attachment; filename="answer.pdf"')


def test_it_closes_an_action_only_with_an_outcome_and_tells_of_a_conflict(desk, alder, legal, admin_user):
    action = opened(alder, legal)
    url = reverse("diligence:close", args=[action.pk])
    assert "Say what came of it." in text_of(desk.post(url, {"close-state": "done", "close-version": 0}))

    action_change(action, owner=admin_user, due_date=date(2026, 3, 1), actor=admin_user)
    late = desk.post(url, {"close-state": "done", "close-outcome": "Named.", "close-version": 0}, follow=True)
    assert "somebody changed or closed this action" in text_of(late)
    assert CorrectiveAction.objects.get().state == "open"

    given = {"change-owner": legal.pk, "change-due_date": "2026-04-01", "change-version": 1, "change-reason": "Mine."}
    changed = text_of(desk.post(reverse("diligence:change", args=[action.pk]), given, follow=True))
    assert f"gave it to {legal.email}" in changed
    assert "Mine." in changed


def test_it_brings_overdue_and_own_actions_to_the_periods_page(desk, client_for, alder, legal, admin_user):
    assert at("waiting") in desk.get(reverse("review:period", args=[2025])).content.decode()
    assert not text_of(desk.get(at("waiting")))
    opened(alder, legal, due=timezone.localdate() + timedelta(9), what="Lena's")
    opened(alder, admin_user, due=date(2026, 2, 1), what="Late")

    assert text_of(desk.get(at("waiting"))).startswith("Late action overdue Lena's action, by")
    assert "Lena's" not in text_of(client_for(admin_user).get(at("waiting")))


def test_it_keeps_evidence_where_the_archive_looks(desk, period):
    desk.post(at("record", "management_report"), {"day": "2025-06-02", "file": paper(), **TOLD})
    assert not archive_check().orphans

    storage.path_of(Entry.objects.get().evidence_sha256).unlink()

    [problem] = archive_check().problems
    assert "management_report" in problem.belongs_to[0]

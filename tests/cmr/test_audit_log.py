"""The audit log as a page: found, opened, taken away as a table, proved."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cmr import audit, audit_search
from cmr.models import AuditEvent


@pytest.fixture
def desk(client_for, executive):
    return client_for(executive)


@pytest.fixture
def told(period, legal, admin_user, alice, monkeypatch):
    """Four events of three people on three days."""

    def on(day, *args, **kwargs):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, day, 23, 30, tzinfo=UTC))
        row = audit.record(*args, **kwargs)
        monkeypatch.undo()
        return row

    return [
        on(
            1, "period.noted", legal, period, before={"due": "2026-03-01"}, after={"due": "2026-03-31"}, reason="Later."
        ),
        on(2, "person.added", admin_user, alice, after={"name": "锡业公司"}),
        on(3, "period.noted", legal, period, after={"note": "=HYPERLINK(1)"}, reason="=1+1"),
        on(4, "person.added", None, legal),
    ]


def found(desk, **search) -> list[int]:
    answer = desk.get(reverse("audit:log"), search)
    assert answer.status_code == 200
    return [row.pk for row, _ in answer.context["rows"]]


@pytest.mark.parametrize(
    ("search", "which"),
    [
        ({}, [3, 2, 1, 0]),
        ({"person": "lena"}, [2, 0]),
        ({"event": "person.added"}, [3, 1]),
        ({"about": "calendar year"}, [2, 0]),
        ({"about": "Lena"}, [3]),
        ({"from": "2026-03-02", "to": "2026-03-03"}, [2, 1]),
        ({"to": "2026-03-01"}, [0]),
        ({"words": "later"}, [0]),
        ({"words": "2026-03-31"}, [0]),
        ({"words": "锡业"}, [1]),
        ({"words": "%"}, []),
        ({"person": "lena", "words": "1+1"}, [2]),
        ({"from": "yesterday", "before": "x"}, [3, 2, 1, 0]),
    ],
)
def test_it_finds_by_person_event_thing_day_and_words(desk, told, search, which):
    assert found(desk, **search) == [told[at].pk for at in which]


def test_it_leads_to_everything_about_one_thing(desk, told, alice):
    assert found(desk, about=f"cmr.user:{alice.pk}") == [told[1].pk]


def test_it_opens_each_event_to_before_and_after(desk, told):
    shown = desk.get(reverse("audit:log")).content.decode()
    assert "<del>2026-03-01</del>" in shown and "<ins>2026-03-31</ins>" in shown and told[0].hash in shown


def test_it_goes_on_page_by_page_at_the_same_number_of_queries(desk, told, period, legal, monkeypatch):
    with CaptureQueriesContext(
        connection,
    ) as few:
        found(desk)
    monkeypatch.setattr(audit_search, "A_PAGE", 30)
    for number in range(70):
        audit.record("period.noted", legal, period, after={"number": number})
    with CaptureQueriesContext(connection) as many:
        first = desk.get(reverse("audit:log"))
    assert len(many) == len(few)
    seen, page = [], first
    while True:
        seen += [row.pk for row, _ in page.context["rows"]]
        if not page.context["more"]:
            break
        page = desk.get(reverse("audit:log"), {"before": page.context["more"]})
    assert seen == sorted(AuditEvent.objects.values_list("pk", flat=True), reverse=True)


def test_it_is_taken_away_as_tables_in_which_nothing_is_a_formula_and_says_so(desk, told, executive):
    search = {"person": "Lena", "before": "1"}
    rows = list(csv.reader(io.StringIO(desk.get(reverse("audit:csv"), {"person": "Lena"}).content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["period.noted", "period.noted"]
    assert rows[1][9] == "'=1+1" and rows[1][11] == told[2].hash
    sheet = load_workbook(io.BytesIO(desk.get(reverse("audit:xlsx"), {"person": "Lena"}).content)).active
    assert sheet["J2"].value == "=1+1" and sheet["J2"].data_type == "s" and sheet["J2"].quotePrefix
    events = AuditEvent.objects.filter(event="audit.exported", actor=executive)
    assert [event.after for event in events] == [
        {"format": form, "search": {"person": search["person"]}} for form in ("csv", "xlsx")
    ]
    assert audit.chain_breaks() == []


def test_it_sends_a_log_too_long_for_a_workbook_to_the_csv_file(desk, told, monkeypatch):
    monkeypatch.setattr("cmr.auditing.ROWS_OF_A_WORKBOOK", 3)
    answer = desk.get(reverse("audit:xlsx"), {"words": ""}, follow=True)
    assert "More than 3 events fit" in answer.content.decode()
    assert desk.get(reverse("audit:xlsx"), {"person": "Lena"})["Content-Type"].endswith("sheet")


def test_it_says_that_the_chain_holds_and_up_to_where(desk, told):
    shown = desk.get(reverse("audit:verify")).content.decode()
    assert "The chain holds" in shown and "4 events read" in shown and told[3].hash in shown


def test_it_names_the_first_break_and_the_last_event_before_it(desk, told):
    AuditEvent.objects.filter(pk=told[2].pk).update(reason="Nothing.")
    shown = desk.get(reverse("audit:verify")).content.decode()
    assert "The chain is broken" in shown and told[1].hash in shown
    assert f"Event {told[2].pk} (period.noted) was changed after it was written." in shown


def test_it_finds_a_chain_whose_head_was_taken_away(told):
    audit.AuditHead.objects.all().delete()
    assert "newest events are missing" in audit.chain_breaks()[0]


def test_it_takes_an_event_written_meanwhile_for_no_break(told, period, legal, monkeypatch):
    real = audit.event_hash
    late = []

    def slowly(row):
        if not late:
            late.append(audit.entry("period.noted", legal, period))
            audit.record_all(late)
        return real(row)

    monkeypatch.setattr(audit, "event_hash", slowly)
    assert audit.chain_read().breaks == ()

"""The ladder: who is written to on a day, once, and never after an answer."""

import math
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from cmr.models import AuditEvent, Role, User
from suppliers.letters.ladder import USUAL
from suppliers.models import Contact, CorrectionRequest, LadderStep, Letter, Request, Supplier, Upload
from suppliers.services import outbox, queue
from suppliers.services.campaigns import campaign_set
from suppliers.services.follow_up import follow_up_due, follow_up_run, ladder_offer, ladder_set
from tests.suppliers.parts import a_submission, an_upload

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 31)


def day(offset: int) -> date:
    """So many days from the due date."""
    return DUE + timedelta(days=offset)


@pytest.fixture
def following(period) -> None:
    """Following up by the usual ladder, with an executive."""
    campaign_set(
        period,
        follow_up=True,
        due_date=DUE,
        executive_name="Erin Vale",
        executive_email="erin@meridian.example",
        actor=None,
    )
    ladder_offer(period, actor=None)


@pytest.fixture
def asked(following, alder) -> Request:
    return asked_on(alder, date(2026, 1, 15))


def asked_on(request: Request, on: date) -> Request:
    Request.objects.filter(pk=request.pk).update(requested_at=at(on))
    request.refresh_from_db()
    return request


def at(on: date) -> datetime:
    return datetime.combine(on, time(9), UTC)


def run(today: date) -> list[Letter]:
    """The ladder on that day; its letters bear that day."""
    letters = follow_up_run(today)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(written_at=at(today))
    return letters


def kinds(letters: list[Letter]) -> list[str]:
    return [letter.kind for letter in letters]


def why(period, today: date) -> list[str]:
    return [due.skipped for due in follow_up_due(period, today)]


def test_it_climbs_the_ladder_a_rung_at_a_time(asked):
    sent = [(offset, kind) for offset in range(-20, 60) for kind in kinds(run(day(offset)))]
    assert sent == list(USUAL)


def test_it_writes_nothing_twice_on_a_day(asked):
    assert kinds(run(day(-14))) == ["reminder"]
    assert run(day(-14)) == []
    assert follow_up_run(day(-14)) == []
    assert why(asked.period, day(-14)) == ["This letter is written already."]


def test_it_sends_the_newest_rung_alone_after_a_dead_week(asked):
    assert kinds(run(day(12))) == ["overdue"]
    assert run(day(13)) == []
    assert kinds(run(day(21))) == ["final"]


def test_it_reminds_of_no_due_date_that_has_passed(asked):
    assert run(day(1)) == []
    assert kinds(run(day(3))) == ["overdue"]


def test_it_passes_over_rungs_of_days_before_the_request(following, alder):
    asked_on(alder, day(-2))
    assert run(day(-2)) == []
    assert why(alder.period, day(-2)) == ["The next letter is due on 3 April 2026."]


@pytest.mark.parametrize("state", ["received", "in_review", "accepted", "withdrawn"])
def test_it_leaves_alone_whoever_answered(asked, state):
    asked.state = state
    asked.save()
    for offset in (-14, 3, 10, 21, 28):
        assert run(day(offset)) == []
        assert why(asked.period, day(offset))[0]


def test_it_writes_to_everybody_who_answers_for_the_manufacturer_in_their_language(asked, alice, bob):
    bob.language = "zh-hans"
    bob.save()
    Contact.objects.create(supplier=asked.supplier, user=bob)
    gone = User.objects.create_user("gone@alder.example", Role.MANUFACTURER, "Gone")
    Contact.objects.create(supplier=asked.supplier, user=gone, ended_at=timezone.now())
    letters = run(day(-3))
    assert [(letter.to_address, letter.language) for letter in letters] == [
        ("alice@alder.example", "en"),
        ("bob@birchfield.example", "zh-hans"),
    ]
    assert [letter.invitation.user for letter in letters] == [alice, bob]
    assert [letter.key for letter in letters] == [
        f"step:{LadderStep.objects.get(days=-3).pk}:{asked.pk}:{user.pk}" for user in (alice, bob)
    ]


def test_it_follows_up_after_a_file_that_could_not_be_read(asked):
    an_upload(asked, b"bytes", state=Upload.State.UNREADABLE, received_at=at(day(-10)))
    asked.state = "unreadable"
    asked.save()
    assert run(day(-9)) == []
    [letter] = run(day(-3))
    assert "could not read the file" in letter.body


def test_it_gives_a_correction_the_time_it_was_promised(asked):
    submission = a_submission(an_upload(asked, b"bytes", received_at=at(day(-10))))
    correction = CorrectionRequest.objects.create(
        submission=submission, due_date=day(14), note="Correct it.", asked_at=at(day(-5))
    )
    asked.state = "needs_correction"
    asked.save()
    assert run(day(10)) == []
    assert why(asked.period, day(10))[0] == (
        "Asked on 15 January 2026; the last file, of 21 March 2026, is to be corrected by 14 April 2026."
    )
    assert run(day(14)) == []
    [letter] = run(day(17))
    assert letter.kind == "overdue"
    assert letter.key.endswith(f":{correction.pk}")
    assert "14 April 2026" in letter.body


def test_it_tells_the_executive_of_an_answer_of_which_a_part_is_missing(asked):
    upload = an_upload(asked, received_at=at(date(2026, 2, 1)))
    a_submission(upload, state="accepted")
    run(day(21))
    [letter] = run(day(28))
    assert "Asked on 15 January 2026; the last file, of 1 February 2026, is accepted, and products are missing." in (
        letter.body
    )


def test_it_tells_the_executive_whom_no_letter_reaches(asked, birchfield, bob):
    run(day(21))
    outbox.drain()
    Letter.objects.filter(request=asked).update(state="bounced")
    Contact.objects.filter(user=bob).update(ended_at=timezone.now())
    [letter] = run(day(28))
    lines = {line.split(":")[0]: line for line in letter.body.splitlines() if line.startswith("- ")}
    assert lines["- Alder Precision Manufacturing"].endswith("nothing was received. The last letter came back.")
    assert lines["- Birchfield Electronics Co., Ltd."].endswith("Nobody is entered who answers for it.")


def test_it_tells_the_executive_once_who_is_silent_or_unreliable(asked, birchfield):
    Request.objects.filter(pk=birchfield.pk).update(state="accepted")
    run(day(21))
    outbox.drain()
    letters = run(day(28))
    assert [(letter.kind, letter.to_address) for letter in letters] == [("escalation", "erin@meridian.example")]
    assert "- Alder Precision Manufacturing: 1 letter sent, the last on " in letters[0].body
    assert "Asked on 15 January 2026; nothing was received." in letters[0].body
    assert "Birchfield" not in letters[0].body
    assert run(day(28)) == run(day(29)) == []


def test_it_bothers_no_executive_when_nobody_is_silent(asked):
    Request.objects.update(state="accepted")
    assert run(day(28)) == []
    assert why(asked.period, day(28))[-1] == "Nobody is silent."


def test_it_spares_the_executive_those_who_were_given_more_time(asked):
    Request.objects.update(due_date=day(40))
    assert kinds(run(day(28))) == ["reminder"]
    assert why(asked.period, day(28))[-1] == "Nobody is silent."


def test_it_says_when_nobody_can_be_written_to(asked, alice):
    Letter.objects.all().delete()
    run(day(-14))
    Letter.objects.update(state=Letter.State.BOUNCED)
    assert run(day(-3)) == []
    assert why(asked.period, day(-3)) == ["The last letter to this address came back; correct the address."]
    Contact.objects.all().delete()
    assert why(asked.period, day(-3)) == ["There is no contact to write to."]


def test_it_writes_again_to_a_corrected_address(asked, alice):
    run(day(-14))
    Letter.objects.update(state=Letter.State.BOUNCED)
    alice.email = "alice.alder@alder.example"
    alice.save()
    assert kinds(run(day(-3))) == ["reminder"]


def test_it_writes_nothing_where_following_up_is_switched_off(asked):
    campaign_set(asked.period, follow_up=False, actor=None)
    assert run(day(-14)) == []
    assert why(asked.period, day(-14)) == ["Following up is switched off for this year."]


def test_it_offers_the_usual_ladder_once(period):
    ladder_offer(period, actor=None)
    ladder_offer(period, actor=None)
    assert list(LadderStep.objects.values_list("days", "kind")) == list(USUAL)


def test_it_keeps_a_moved_rung_and_repeats_no_letter_of_it(asked, legal):
    run(day(3))
    rungs = [(step.pk, step.days, step.kind) for step in LadderStep.objects.all()]
    moved = [(key, days + 1 if days == 3 else days, kind) for key, days, kind in rungs]
    ladder_set(asked.period, moved, actor=legal)
    assert run(day(4)) == []
    after = AuditEvent.objects.filter(event="ladder.set").last().after
    assert "Reminder after the due date, day +4" in after["rungs"]


def test_it_repeats_no_letter_of_a_rung_that_was_taken_out_and_put_in_again(asked):
    run(day(3))
    ladder_set(asked.period, [], actor=None)
    ladder_offer(asked.period, actor=None)
    assert run(day(5)) == []
    assert why(asked.period, day(5)) == ["A newer letter is written already."]


def test_it_lets_two_rungs_change_places(asked):
    first, second = LadderStep.objects.filter(kind="reminder")
    ladder_set(asked.period, [(first.pk, second.days, "reminder"), (second.pk, first.days, "reminder")], actor=None)
    assert list(LadderStep.objects.order_by("pk").values_list("days", flat=True)) == [-3, -14]


def test_it_says_on_the_command_line_who_would_get_what(asked, capsys):
    Request.objects.update(due_date=timezone.localdate() + timedelta(days=3))
    call_command("follow_up", "--dry-run")
    assert capsys.readouterr().out == (
        "2025  Alder Precision Manufacturing, alice@alder.example: reminder letter\n"
        "2025  The executive, erin@meridian.example: Nobody is silent.\n"
    )
    assert not Letter.objects.exists()
    call_command("follow_up")
    call_command("follow_up")
    assert capsys.readouterr().out == "1 letter written.\n0 letters written.\n"


def test_it_asks_the_database_as_often_for_many_as_for_one(asked, django_assert_num_queries):
    follow_up_due(asked.period, day(3))
    with django_assert_num_queries(6):
        follow_up_due(asked.period, day(3))
    for number in range(5):
        supplier = Supplier.objects.create(name=f"Supplier {number}")
        user = User.objects.create_user(f"{number}@supplier.example", Role.MANUFACTURER)
        Contact.objects.create(supplier=supplier, user=user)
        Request.objects.create(supplier=supplier, period=asked.period, due_date=DUE)
    with django_assert_num_queries(6):
        assert len(follow_up_due(asked.period, day(3))) == 6


def test_it_follows_up_from_the_thread_every_quarter_of_an_hour(following, monkeypatch):
    looks, now = [], [1000.0]
    monkeypatch.setattr(queue, "_followed_up", -math.inf)
    monkeypatch.setattr(queue.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(queue, "follow_up_run", lambda today: looks.append(now[0]))
    for second in (1000.0, 1005.0, 1899.0, 1900.0):
        now[0] = second
        queue._follow_up()
    assert looks == [1000.0, 1900.0]

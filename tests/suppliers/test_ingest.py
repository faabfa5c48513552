"""From a claimed upload to its result: once, wholly, or not at all."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from cmr import storage
from cmr.audit import chain_breaks
from cmr.models import AuditEvent
from smelters.models import Smelter
from suppliers.cmrt.child import Died, Read, Refused
from suppliers.models import FindingRow, Mention, Request, Submission, Upload
from suppliers.portal.results import result_of
from suppliers.services import claims, ingest
from suppliers.services.ingest import Outcome, process
from suppliers.services.review import submission_accept
from suppliers.services.uploads import upload_receive
from tests.builders import build_cmrt
from tests.suppliers.parts import a_document, a_finding, a_row


@pytest.fixture
def upload(alder) -> Upload:
    return receive(alder)


def receive(request: Request, data: bytes = b"a workbook") -> Upload:
    return upload_receive(request, file_name="cmrt.xlsx", chunks=[data], actor=None)


@pytest.fixture
def child(monkeypatch):
    """Let the child answer as the test says: `child(Refused(...))`, or a function called in its place."""

    def answers(outcome) -> None:
        reader = outcome if callable(outcome) else lambda data, today, context: outcome
        monkeypatch.setattr(ingest, "read_in_child", reader)

    answers(Read(a_document()))
    return answers


def make_due(upload: Upload) -> None:
    past = Now() - timedelta(seconds=1)
    Upload.objects.filter(pk=upload.pk).update(not_before=past, lease_until=past)


def ends() -> list[str]:
    found = AuditEvent.objects.filter(event__startswith="upload.").exclude(event="upload.received")
    return list(found.values_list("event", flat=True))


def test_it_reads_a_workbook_into_rows_that_keep_their_cells(alder):
    upload = receive(alder, build_cmrt(cells={"Declaration!D40": "Maybe"}))

    assert process(upload.pk) is Outcome.READ

    submission = Submission.objects.get()
    assert (submission.upload, submission.template_version, submission.scope) == (upload, "6.1", "A")
    assert submission.company_name == "Harbor Board Works Ltd."
    assert submission.document["company_cells"]["name"] == "Declaration!D8"
    assert set(submission.document["answers"]["3"]) == {"Gold", "Tantalum", "Tin", "Tungsten"}
    assert "smelters" not in submission.document
    mention = Mention.objects.get(row=5)
    assert (mention.metal, mention.reported_id, mention.country) == ("Gold", "CID900001", "SWITZERLAND")
    assert mention.cells["smelter_id"] == "Smelter List!A5"
    assert (mention.smelter.smelter_id, mention.smelter.origin) == ("CID900001", "reported")
    finding = FindingRow.objects.filter(severity="block").first()
    assert finding.sheet == "Declaration"
    assert submission.state == "needs_correction"
    assert Upload.objects.get().state == "read"
    assert ends() == ["upload.read"]
    assert chain_breaks() == []


@pytest.mark.parametrize(
    ("severity", "state"), [("block", "needs_correction"), ("warn", "in_review"), ("info", "in_review")]
)
def test_it_asks_for_correction_at_once_when_a_finding_blocks(severity, state, upload, child):
    child(Read(a_document(findings=(a_finding(severity),))))
    process(upload.pk)
    assert Submission.objects.get().state == state
    assert Request.objects.get().state == state


def test_it_keeps_of_a_finding_what_its_text_is_rendered_from(upload, child):
    child(Read(a_document(findings=(a_finding(),))))
    process(upload.pk)
    row = FindingRow.objects.get()
    assert (row.code, row.severity, str(row.sheet), row.cell, row.params) == (
        "CMRT-K01",
        "block",
        "Declaration",
        "D26",
        {"metal": "gold"},
    )


def test_it_keeps_rows_without_a_facility_as_mentions(upload, child):
    special = {"smelter_id": None, "lookup_metals": [], "known": False}
    child(
        Read(
            a_document(
                a_row(5, listed="not_listed", name="Backyard Works", standard_name=None, **special),
                a_row(6, listed="not_identified", name=None, standard_name=None, **special),
            )
        )
    )
    process(upload.pk)
    assert list(Mention.objects.values_list("listed", "smelter")) == [("not_listed", None), ("not_identified", None)]
    assert not Smelter.objects.exists()


def test_it_enters_a_new_facility_once_however_often_it_is_named(upload, child):
    child(Read(a_document(a_row(5), a_row(6), a_row(7, metal="Tin", smelter_id="CID900005", lookup_metals=["Tin"]))))
    process(upload.pk)
    assert Smelter.objects.count() == 2
    assert Mention.objects.exclude(smelter=None).count() == 3


def test_it_says_why_a_file_cannot_be_read_and_keeps_it(upload, child):
    child(Refused("wrong_type", "This is a picture; send the CMRT workbook."))

    assert process(upload.pk) is Outcome.UNREADABLE

    stored = Upload.objects.get()
    assert (stored.state, stored.reason_code) == ("unreadable", "wrong_type")
    assert stored.reason == "This is a picture; send the CMRT workbook."
    assert stored.request.state == "unreadable"
    assert storage.read(stored.sha256) == b"a workbook"
    assert ends() == ["upload.unreadable"]


def test_it_refuses_a_file_that_is_no_workbook_in_the_real_child(upload):
    assert process(upload.pk) is Outcome.UNREADABLE
    assert Upload.objects.get().reason


def test_it_does_not_take_an_upload_twice(upload, child):
    assert process(upload.pk) is Outcome.READ
    assert process(upload.pk) is Outcome.SKIPPED
    assert Submission.objects.count() == 1


def test_it_skips_an_upload_that_another_worker_reads(upload, child):
    claims.claim(upload.pk)
    assert process(upload.pk) is Outcome.SKIPPED


def test_it_skips_an_id_that_nobody_knows(db):
    assert process(10**6) is Outcome.SKIPPED


def test_it_tries_three_times_and_then_rests_where_people_look(upload, child, settings):
    child(Died("ended by signal 9"))

    assert process(upload.pk) is Outcome.WAITING
    first = Upload.objects.get()
    assert (first.state, first.attempts) == ("queued", 1)
    wait = (first.not_before - timezone.now()).total_seconds()
    assert settings.RETRY_SECONDS - 5 < wait < settings.RETRY_SECONDS + 5
    assert process(upload.pk) is Outcome.SKIPPED

    make_due(upload)
    assert process(upload.pk) is Outcome.WAITING
    wait = (Upload.objects.get().not_before - timezone.now()).total_seconds()
    assert 2 * settings.RETRY_SECONDS - 5 < wait < 2 * settings.RETRY_SECONDS + 5

    make_due(upload)
    assert process(upload.pk) is Outcome.FAILED
    last = Upload.objects.get()
    assert (last.state, last.attempts, last.request.state) == ("failed", 3, "received")
    assert ends() == ["upload.failed"]
    make_due(upload)
    assert process(upload.pk) is Outcome.SKIPPED


def test_it_reads_on_a_later_attempt_as_if_it_were_the_first(upload, child):
    child(Died("ended by signal 9"))
    process(upload.pk)
    make_due(upload)
    child(Read(a_document()))
    assert process(upload.pk) is Outcome.READ
    stored = Upload.objects.get()
    assert (stored.state, stored.reason, stored.lease_until) == ("read", "", None)
    assert ends() == ["upload.read"]


def test_it_takes_over_when_a_lease_ran_out(upload, child):
    claims.claim(upload.pk)
    make_due(upload)
    assert process(upload.pk) is Outcome.READ
    assert Upload.objects.get().attempts == 2


def test_it_discards_what_a_worker_wrote_after_its_lease(upload, child):
    def slow(data, today, context):
        make_due(upload)
        assert claims.claim(upload.pk)
        return Read(a_document())

    child(slow)
    assert process(upload.pk) is Outcome.LOST
    assert not Submission.objects.exists()
    assert not Mention.objects.exists()
    assert not Smelter.objects.exists()
    assert ends() == []
    assert Upload.objects.get().state == "reading"


def test_it_writes_nothing_by_halves(upload, child, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the last statement fails")

    monkeypatch.setattr(ingest.audit, "record", broken)
    assert process(upload.pk) is Outcome.WAITING
    assert not Submission.objects.exists()
    assert not Mention.objects.exists()
    stored = Upload.objects.get()
    assert (stored.state, stored.attempts) == ("queued", 1)


def test_it_gives_the_claim_back_when_it_is_told_to_stop(upload, child):
    def interrupted(data, today, context):
        raise KeyboardInterrupt

    child(interrupted)
    with pytest.raises(KeyboardInterrupt):
        process(upload.pk)
    stored = Upload.objects.get()
    assert (stored.state, stored.attempts) == ("queued", 0)


def test_it_reads_nothing_but_the_bytes_that_were_received(upload, child):
    path = storage.path_of(upload.sha256)
    path.chmod(0o644)
    path.write_bytes(b"other bytes")
    assert process(upload.pk) is Outcome.WAITING
    assert "damaged" in Upload.objects.get().reason


def test_it_supersedes_what_is_open_and_leaves_what_is_accepted(alder, child, legal):
    accepted, opened, newest = (receive(alder, data) for data in (b"one", b"two", b"three"))
    process(accepted.pk)
    submission_accept(Submission.objects.get(), actor=legal)
    process(opened.pk)
    process(newest.pk)
    states = dict(Submission.objects.values_list("upload", "state"))
    assert states == {accepted.pk: "accepted", opened.pk: "superseded", newest.pk: "in_review"}
    assert Request.objects.get().state == "in_review"


def test_it_does_not_let_an_older_file_that_was_read_late_stand_before_a_newer_one(alder, child):
    older, newer = receive(alder, b"one"), receive(alder, b"two")
    process(newer.pk)
    process(older.pk)
    states = dict(Submission.objects.values_list("upload", "state"))
    assert states == {older.pk: "superseded", newer.pk: "in_review"}


def test_it_keeps_the_accepted_state_when_a_later_file_is_unreadable(alder, child, legal):
    process(receive(alder, b"one").pk)
    submission_accept(Submission.objects.get(), actor=legal)
    child(Refused("wrong_type", "This is a picture."))
    process(receive(alder, b"two").pk)
    assert Request.objects.get().state == "accepted"


def test_it_stores_what_a_file_says_without_what_a_database_cannot_hold(alder, child):
    hostile = a_row(name="A\x00B\ud800" + "x" * 5000, standard_name=None, country="\x00" * 3)
    upload = receive(alder)
    child(Read(a_document(hostile, company={"name": "Nul\x00 & Co"})))
    assert process(upload.pk) is Outcome.READ
    submission = Submission.objects.get()
    assert submission.company_name == "Nul & Co"
    assert "\x00" not in str(submission.document)
    assert Mention.objects.get().name.startswith("ABx")


def test_it_shows_a_manufacturer_of_a_reported_facility_its_own_words_alone(alder, birchfield, child):
    child(Read(a_document(a_row(smelter_id="CID900077", name="Canary Works", standard_name=None, country="CANADA"))))
    process(receive(alder).pk)
    child(Read(a_document(a_row(smelter_id="CID900077", name="Own Name", standard_name=None, country="PERU"))))
    upload = receive(birchfield, b"another")
    process(upload.pk)

    result = result_of(upload)

    assert Smelter.objects.get().name == "Canary Works"
    (line,) = result.smelters
    assert (line.recognised, line.recognised_id, line.country) == ("Own Name", "CID900077", "PERU")
    assert "Canary" not in repr(result.notes + result.to_look_at + result.to_correct)


def test_it_says_once_what_the_files_own_check_and_the_register_both_see(alder, settings):
    """An ID of another metal, in the workbook's look-up and in the register alike."""
    Smelter.objects.create(metal="Gold", smelter_id="CID900001", name="Aurora Refining", origin="list")
    process(receive(alder, build_cmrt(cells={"Smelter List!B5": "Tin"})).pk)
    codes = [row.code for row in FindingRow.objects.filter(code__in=["CMRT-K13", "REG-01"])]
    assert codes == ["CMRT-K13"]

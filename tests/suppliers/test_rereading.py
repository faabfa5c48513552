"""A new reader reads everything again: old results stay, and what people decided on is left alone."""

from io import StringIO

import pytest
from django.core.management import call_command

from cmr import storage
from cmr.models import AuditEvent
from suppliers.cmrt.child import Read
from suppliers.models import Submission
from suppliers.services import ingest, rereading
from suppliers.services.ingest import process
from suppliers.services.review import submission_accept
from suppliers.services.uploads import upload_receive
from tests.suppliers.parts import a_document, a_row


@pytest.fixture
def reader(monkeypatch):
    """Let the reader, from the given version on, understand a file as said."""

    def becomes(version: str, document) -> None:
        for module in (ingest, rereading):
            monkeypatch.setattr(module, "read_in_child", lambda data, today, context: Read(document))
        monkeypatch.setattr(ingest, "READER_VERSION", version)

    becomes("1", a_document())
    return becomes


def received(asked, data: bytes = b"a workbook") -> Submission:
    upload = upload_receive(asked, file_name="cmrt.xlsx", chunks=[data], actor=None)
    process(upload.pk)
    return upload.submissions.get()


def read_again(*options: str) -> str:
    out = StringIO()
    call_command("read_again", *options, stdout=out)
    return out.getvalue()


def test_r19_it_puts_a_new_reading_beside_the_old_and_says_what_differs(reader, alder):
    old = received(alder)
    reader("2", a_document(a_row(5), a_row(6, smelter_id="CID900002"), scope="B"))

    said = read_again()

    assert f"{old.upload.receipt} Alder Precision Manufacturing: replaced" in said
    assert "    row 6: nothing -> CID900002, Gold" in said
    assert "    scope: A -> B" in said
    assert "1 read again: 1 replaced." in said
    new = Submission.objects.get(reader_version="2")
    old.refresh_from_db()
    assert (old.state, old.mentions.count(), old.scope) == ("superseded", 1, "A")
    assert (new.state, new.mentions.count(), new.upload) == ("in_review", 2, old.upload)
    assert AuditEvent.objects.filter(event="upload.read_again").count() == 1
    assert read_again() == "0 read again.\n"


def test_r19_it_leaves_what_people_decided_on_as_it_is(reader, alder, legal):
    old = submission_accept(received(alder), actor=legal)
    reader("2", a_document(scope="B"))

    said = read_again()

    assert "decided on, left as it is\n    scope: A -> B" in said
    assert Submission.objects.get() == old
    old.refresh_from_db()
    assert (old.state, old.scope) == ("accepted", "A")


def test_it_changes_nothing_in_a_dry_run_and_needs_no_new_version_for_it(reader, alder):
    received(alder)
    reader("1", a_document(scope="B"))
    said = read_again("--dry-run")
    assert "scope: A -> B" in said
    assert said.endswith("Nothing was changed.\n")
    assert Submission.objects.get().scope == "A"


def test_it_keeps_the_old_result_where_the_new_reader_says_the_same(reader, alder):
    old = received(alder)
    reader("2", a_document())
    assert read_again() == "1 read again: 1 the same.\n"
    assert Submission.objects.get() == old


def test_it_says_what_it_could_not_read(reader, alder):
    old = received(alder)
    storage.path_of(old.upload.sha256).unlink()
    assert "damaged or gone" in read_again("--dry-run")

"""verify_filing: what it compares, and that no tampering passes it."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cmr import storage
from cmr.models import AuditEvent, User
from reports.canonical import canonical
from reports.models import Filing, RenderedDocument, Signoff, Snapshot
from reports.services import build as services
from reports.services import filing_build, verification
from tests.reports.signing import TODAY, all_sign
from tests.reports.year import answers, asked, facility, sent, status_list


@pytest.fixture
def signed(built, people):
    all_sign(built, people)
    return built


def verified(year="2025"):
    out = StringIO()
    call_command("verify_filing", year, stdout=out)
    return out.getvalue()


def differs(what):
    out = StringIO()
    with pytest.raises(CommandError, match="differ"):
        call_command("verify_filing", "2025", stdout=out)
    assert what in " ".join(line for line in out.getvalue().splitlines() if "DIFFERS" in line)


def test_it_says_what_it_compared_and_that_it_holds(signed):
    said = verified()
    assert f"Snapshot {signed.sha256}" in said and "DIFFERS" not in said
    for kind in signed.documents.values_list("kind", flat=True):
        assert f"{kind}: rendered again, all" in said
    assert "All 1 CMRTs" in said and "Signing officer: Olga" in said and "events is unbroken" in said


def test_it_renders_the_pdf_again_to_the_same_bytes(period):
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())
    kept = storage.store([b"a workbook"]).sha256
    sent(asked(period, "Alder"), luna, document=answers("Unknown"), sha256=kept)
    filing_build(period, actor=None, today=TODAY)
    assert "form-sd.pdf: rendered again, all" in verified()


@pytest.mark.parametrize("of", ["snapshot", "document", "workbook"])
@pytest.mark.parametrize("act", ["changed", "missing"])
def test_it_finds_a_file_that_was_changed_or_taken(signed, of, act):
    sha256 = {
        "snapshot": signed.sha256,
        "document": signed.documents.get(kind="ex101.htm").sha256,
        "workbook": json.loads(storage.read(signed.sha256))["facts"]["files"][0]["sha256"],
    }[of]
    path = storage.path_of(sha256)
    path.chmod(0o644)
    path.unlink() if act == "missing" else path.write_bytes(b"something else")
    differs(act)


def test_it_finds_a_document_exchanged_with_its_row(signed):
    other = storage.store([b"another exhibit"])
    RenderedDocument.objects.filter(snapshot=signed, kind="ex101.htm").update(sha256=other.sha256, size=other.size)
    differs("its bytes differ")


def test_it_finds_a_snapshot_exchanged_with_its_row(signed):
    content = json.loads(storage.read(signed.sha256))
    content["facts"]["surveyed"] = 9
    other = storage.store([canonical(content)])
    Snapshot.objects.filter(pk=signed.pk).update(sha256=other.sha256)
    differs("log of its building")
    differs("signatures do not agree")


def test_it_finds_a_signature_put_to_another_person(signed, people):
    other = User.objects.create_user("otto@meridian.example", "legal", "Otto")
    Signoff.objects.filter(part="legal").update(person=other)
    differs("signatures do not agree")


def test_it_finds_a_signature_taken_and_a_filing_made_up(signed):
    Signoff.objects.filter(part="officer").delete()
    differs("signatures do not agree")
    Filing.objects.update(filed_on=date(2026, 5, 21), accession_number="0001234567-26-000123")
    differs("not all parts are signed")


def test_it_finds_a_log_that_was_changed(signed):
    AuditEvent.objects.filter(event="filing.signed", after__part="legal").update(actor_name="Somebody Else")
    differs("was changed after it was written")


def test_it_compares_the_words_where_the_renderer_is_another(signed, monkeypatch):
    monkeypatch.setattr(verification, "versions", lambda: {"weasyprint": "99.0"})
    assert "rendered again, all" in verified()
    monkeypatch.setattr(services, "render_pdf", lambda content, sha256: b"%PDF-other")
    said = verified()
    assert "weasyprint 70.0, now 99.0" in said and "are the same" in said
    pages = services.edgar.documents
    worded = lambda report, draft: {k: v.replace(b"Luna", b"Moon") for k, v in pages(report, draft=draft).items()}  # noqa: E731
    monkeypatch.setattr(services.edgar, "documents", worded)
    differs("the words differ as well")


def test_it_reads_snapshots_of_the_first_format(signed):
    content = json.loads(storage.read(signed.sha256))
    del content["made_with"]
    content["format"] = 1
    assert services.render(canonical(content))["sd.htm"] == storage.read(signed.documents.get(kind="sd.htm").sha256)


def test_it_tells_when_there_is_no_such_filing(db):
    with pytest.raises(CommandError, match="no filing for 2025"):
        call_command("verify_filing", "2025")

"""The archive is checked file by file: what is gone or changed is named, with what rests on it."""

import json
import os
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from cmr import audit, storage
from reports.archive import HOLDERS, archive_check
from reports.models import Filing, RenderedDocument, Snapshot
from tests.suppliers.parts import an_upload

OLD = 8 * 24 * 3600


def rot(sha256: str) -> None:
    path = storage.path_of(sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")


def age(sha256: str) -> None:
    past = storage.path_of(sha256).stat().st_mtime - OLD
    os.utime(storage.path_of(sha256), (past, past))


def check(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_archive", *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def uploads(alder):
    """Forty files on record."""
    sent = [b"file %d" % number for number in range(40)]
    return [an_upload(alder, data, sha256=storage.store([data]).sha256) for data in sent]


@pytest.fixture
def filing(uploads, period):
    """A filing that rests on the first three files, with one document."""
    content = json.dumps({"facts": [upload.sha256 for upload in uploads[:3]]}).encode()
    filing = Filing.objects.create(period=period)
    snapshot = Snapshot.objects.create(filing=filing, sha256=storage.store([content]).sha256, draft=False, blocking=0)
    RenderedDocument.objects.create(snapshot=snapshot, kind="sd.htm", sha256=storage.store([b"<html>"]).sha256, size=6)
    return filing


def test_it_finds_a_sound_archive_sound(filing, uploads):
    assert check() == (0, "42 files: 42 sound, 0 missing, 0 changed; 0 that nothing names, 0 removed.\n")


def test_r17_it_names_every_file_that_rotted_or_is_gone_and_the_filings_touched(filing, uploads):
    for upload in uploads[:20]:
        rot(upload.sha256)
    for upload in uploads[20:25]:
        storage.path_of(upload.sha256).unlink()

    status, said = check("--json")

    problems = {each["sha256"]: each for each in json.loads(said)["problems"]}
    assert status == 1
    assert {sha256: each["kind"] for sha256, each in problems.items()} == {
        **{upload.sha256: "changed" for upload in uploads[:20]},
        **{upload.sha256: "missing" for upload in uploads[20:25]},
    }
    assert problems[uploads[0].sha256]["belongs_to"] == [f"upload {uploads[0].receipt} cmrt.xlsx"]
    touched = [upload for upload in uploads if problems.get(upload.sha256, {}).get("filings")]
    assert touched == uploads[:3]
    assert problems[uploads[0].sha256]["filings"] == ["Form SD for calendar year 2025"]


def test_it_says_so_in_lines_that_a_person_reads(filing, uploads):
    rot(Snapshot.objects.get().sha256)
    status, said = check()
    assert status == 1
    assert "Form SD for calendar year 2025, snapshot" in said
    assert "touches Form SD for calendar year 2025" in said
    assert "42 files: 41 sound, 0 missing, 1 changed" in said


def test_it_removes_only_what_nothing_names_and_only_when_it_is_old(uploads, alder):
    new, old, logged = (storage.store([data]).sha256 for data in (b"new", b"old", b"logged"))
    audit.record("list.withdrawn", None, alder, after={"sha256": logged})
    for sha256 in (old, logged, uploads[0].sha256):
        age(sha256)
    assert set(archive_check().orphans) == {new, old}
    assert {new, old, logged} <= set(storage.names())

    status, said = check("--collect")

    assert status == 0
    assert f"orphan   {old} (removed)" in said
    assert "2 that nothing names, 1 removed." in said
    assert "--collect removes it after 7 days" in said
    assert old not in set(storage.names())
    assert {new, logged, uploads[0].sha256} <= set(storage.names())


def test_it_reads_what_the_audit_log_alone_names(alder):
    """A table that was taken over stands in no other row."""
    table = storage.store([b"Manufacturer\nAlder"]).sha256
    audit.record("scope.imported", None, alder.period, after={"sha256": table, "fingerprint": "0" * 64})
    assert check() == (0, "1 files: 1 sound, 0 missing, 0 changed; 0 that nothing names, 0 removed.\n")
    rot(table)
    status, said = check()
    assert status == 1
    assert f"changed  {table}" in said
    assert "scope.imported" in said


def test_it_knows_every_field_that_holds_the_hash_of_a_file():
    """A new one must be entered in HOLDERS, or its files could be taken for nobody's."""
    held = {f"{holder.model}.{holder.field}" for holder in HOLDERS}
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in PROJECT]
    fields = {f"{model._meta.label}.{field.name}" for model in ours for field in model._meta.concrete_fields}
    assert {name for name in fields if name.endswith(("sha256", ".attachments"))} == held


PROJECT = ("cmr", "smelters", "suppliers", "diligence", "reports")

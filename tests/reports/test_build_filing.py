"""The command and the service behind it: what comes out, what is kept, what is refused."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cmr import storage
from cmr.models import AuditEvent
from reports.models import RenderedDocument, Snapshot
from reports.out.export import findings_out
from reports.selectors import snapshots_of
from reports.services import RenderFailed, filing_build, filing_check, render
from reports.services import build as services
from tests.reports.decided import decide_all, logged
from tests.reports.year import answers, asked, facility, sent, status_list

TODAY = date(2026, 5, 20)


@pytest.fixture
def year(period):
    listed = status_list()
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", listed)
    gold = facility("Gold", 113, "Aurubis AG", "GERMANY", "active", listed)
    sent(asked(period, "Alder"), luna, gold, document=answers("Unknown"))
    decide_all(period)
    logged(period)
    return period


@pytest.fixture
def quick(monkeypatch):
    """A PDF renderer that costs nothing, where the PDF is not the point."""
    monkeypatch.setattr(services, "render_pdf", lambda content, sha256: b"%PDF-" + sha256.encode())


def build(tmp_path, *options):
    out = StringIO()
    place = str(tmp_path / "out")
    call_command("build_filing", "--year", "2025", "--out", place, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_writes_the_filing_into_a_folder(year, tmp_path):
    said = build(tmp_path)
    assert "2 facilities (1 conformant, 1 active, 0 not listed); 1 of 1 manufacturers answered" in said
    folder = tmp_path / "out"
    assert sorted(path.name for path in folder.iterdir()) == [
        "ex101.htm", "facts.json", "findings.json", "form-sd.pdf", "sd.htm",
    ]  # fmt: skip
    facts = json.loads((folder / "facts.json").read_text())
    assert (facts["year"], facts["total"], facts["surveyed"], facts["responded"]) == (2025, 2, 1, 1)
    assert facts["by_status"] == {"conformant": 1, "active": 1, "not_listed": 0}
    assert [each["smelter_id"] for each in facts["in_covered_countries"]] == ["CID003387"]
    assert facts["annex"][1]["sources"] == [
        {
            "supplier": "Alder",
            "sha256": facts["annex"][1]["sources"][0]["sha256"],
            "file": "Alder.xlsx",
            "sheet": "Smelter List",
            "cells": ["A5", "B5"],
        }
    ]
    assert (folder / "form-sd.pdf").read_bytes().startswith(b"%PDF-")


def test_it_refuses_while_a_finding_blocks_and_builds_a_marked_draft_on_demand(year, tmp_path, quick):
    build(tmp_path)
    asked(year, "Birchfield")
    with pytest.raises(CommandError, match="1 finding blocks"):
        build(tmp_path)
    folder = tmp_path / "out"
    assert not (folder / "form-sd.pdf").exists()
    findings = json.loads((folder / "findings.json").read_text())
    assert findings[0]["code"] == "P01" and "Birchfield" in findings[0]["message"] and findings[0]["remedy"]
    build(tmp_path, "--draft")
    assert b"NOT FOR FILING" in (folder / "ex101.htm").read_bytes()


def test_it_builds_the_same_evidence_once(year, quick, legal):
    first = filing_build(year, actor=legal, today=TODAY)
    second = filing_build(year, actor=legal, today=date(2026, 5, 21))
    assert first.snapshot == second.snapshot
    assert (Snapshot.objects.count(), RenderedDocument.objects.count()) == (1, 3)
    assert AuditEvent.objects.filter(event="filing.built").count() == 1
    assert first.documents == second.documents


def test_it_keeps_another_snapshot_when_the_evidence_changes(year, quick):
    first = filing_build(year, actor=None, today=TODAY)
    year.registrant.overview = "We design something else."
    year.registrant.save()
    second = filing_build(year, actor=None, today=TODAY)
    assert first.snapshot != second.snapshot
    assert list(snapshots_of(year)) == [second.snapshot, first.snapshot]


def test_it_renders_from_the_snapshot_alone(year, quick):
    built = filing_build(year, actor=None, today=TODAY)
    content = storage.read(built.snapshot.sha256)
    year.registrant.name = "Somebody Else"
    year.registrant.save()
    assert render(content) == built.documents
    assert json.loads(content)["facts"]["filer"]["name"] == "Meridian Instruments, Inc."


def test_it_marks_a_filing_that_is_blocked_as_a_draft_even_unasked(year, quick):
    asked(year, "Birchfield")
    built = filing_build(year, actor=None, today=TODAY)
    assert built.snapshot.draft and built.snapshot.blocking == 1
    assert b"NOT FOR FILING" in built.documents["sd.htm"]


def test_it_keeps_nothing_when_no_pdf_comes_out(year, monkeypatch):
    def fails(content, sha256):
        raise RenderFailed("no")

    monkeypatch.setattr(services, "render_pdf", fails)
    with pytest.raises(RenderFailed):
        filing_build(year, actor=None, today=TODAY)
    assert not Snapshot.objects.exists()


def test_it_shows_what_stands_against_the_filing_without_building_it(year):
    asked(year, "Birchfield")
    facts, findings = filing_check(year, today=TODAY)
    assert facts.surveyed == 2
    told = [each for each in findings_out(findings) if each["severity"] == "block"]
    assert [(each["code"], each["message"]) for each in told] == [("P01", "Birchfield has no accepted CMRT.")]
    assert not Snapshot.objects.exists()


def test_it_tells_when_there_is_no_such_year(db, tmp_path):
    with pytest.raises(CommandError, match="no period for 2025"):
        build(tmp_path)


def test_it_builds_a_year_in_which_nobody_has_answered(period, quick, tmp_path):
    asked(period, "Alder")
    built = filing_build(period, actor=None, today=TODAY)
    assert {finding.code for finding in built.blocking} == {"F17", "P01", "T20"}
    assert built.facts.total == 0


def test_it_tells_when_the_folder_is_none(year, tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError, match="cannot be used as a folder"):
        build(tmp_path)

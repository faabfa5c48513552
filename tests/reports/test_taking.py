"""What is taken away: the package for the filing agent, and the binder that leads each line back to its cell."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cmr import storage
from reports.out.binder import binder
from reports.out.package import package
from reports.render.binder import FULL_LINES, MOST_LINES, page
from reports.render.pdf import RenderFailed
from reports.services import filing_build
from suppliers.models import Exclusion, Supplier, UnknownName
from suppliers.services.dispositions import name_decide
from tests.reports.signing import TODAY, all_sign
from tests.reports.year import asked, mention


def test_it_packs_the_documents_with_a_manifest_and_the_same_bytes_each_time(built, people, client_for):
    desk, url = client_for(people[1]), reverse("reports:package", args=[built.pk])
    answer = desk.get(url)
    assert answer["Content-Type"] == "application/zip" and built.sha256[:12] in answer["Content-Disposition"]
    assert desk.get(url).content == answer.content
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["sd.htm", "ex101.htm", "form-sd.pdf", "manifest.json"]
    manifest = json.loads(archive.read("manifest.json"))
    assert (manifest["submission"], manifest["snapshot"]) == ("SD", built.sha256)
    assert (manifest["period_end"], manifest["signed_on"]) == ("2025-12-31", "2026-05-19")
    for each in manifest["documents"]:
        data = archive.read(each["file"])
        assert (each["bytes"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert data == storage.read(built.documents.get(kind=each["file"]).sha256)
    assert [each["type"] for each in manifest["documents"]][:2] == ["SD", "EX-1.01"]


def test_it_calls_an_amendment_an_amendment(built):
    content = json.loads(storage.read(built.sha256))
    content["facts"]["amendment"] = 1
    documents = {row.kind: storage.read(row.sha256) for row in built.documents.all()}
    archive = zipfile.ZipFile(io.BytesIO(package(built.sha256, content, documents)))
    assert json.loads(archive.read("manifest.json"))["documents"][0]["type"] == "SD/A"


def test_it_has_no_package_of_a_draft(approvable, client_for, legal):
    asked(approvable, "Birchfield")
    draft = filing_build(approvable, actor=legal, today=TODAY).snapshot
    desk = client_for(legal)
    assert desk.get(reverse("reports:package", args=[draft.pk])).status_code == 404
    page = desk.get(reverse("reports:filing", args=[approvable.year])).content.decode()
    assert "package.zip" not in page and "support.xlsx" in page


def test_it_leads_each_line_of_the_annex_to_file_sheet_and_cell(built, people, client_for):
    all_sign(built, people)
    answer = client_for(people[0]).get(reverse("reports:binder", args=[built.pk]))
    assert "not-for-filing" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    for sheet in book:
        assert sheet["A1"].value.startswith("NOT FOR FILING")
        assert built.sha256 in sheet["A3"].value
    file = json.loads(storage.read(built.sha256))["facts"]["files"][0]
    trace = [[cell.value for cell in row] for row in book["Trace"].iter_rows(min_row=6)]
    luna, source = ["Tin", "CID003387", "Luna Smelter, Ltd.", "Conformant"], ["Smelter List", "A5, B5"]
    assert trace == [[*luna, "Alder", "Alder.xlsx", file["sha256"], *source]]
    facility = [cell.value for cell in book["Facilities"][6]]
    assert facility[5] == "List of conformant and active facilities" and facility[6].date().isoformat() == "2026-04-30"
    approvals = [[cell.value for cell in row][1:4] for row in book["Approvals"].iter_rows(min_row=6)]
    assert approvals[0] == ["Prepared", "Lena Hart", built.sha256] and len(approvals) == 4


def test_it_names_what_was_decided_corrected_and_kept(built, legal):
    period = built.filing.period
    submission = period.requests.get().submissions.get()
    name = UnknownName.objects.create(metal="Tin", key="harbor", name="Harbor Tin")
    mention(submission, 1, name="Harbor Tin", listed="not_listed", unknown_name=name)
    name_decide(name, period, "not_a_smelter", reason="It sells solder.", actor=legal, seen=0)
    cedar = Supplier.objects.create(name="Cedar")
    decided_by = {"decided_by": legal, "decided_at": timezone.now()}
    Exclusion.objects.create(period=period, supplier=cedar, reason="It makes cables.", **decided_by)
    period.requests.get().submissions.update(decision_note="Read.", **decided_by)
    book = load_workbook(io.BytesIO(binder(built)))
    decided = [cell.value for cell in book["Names decided"][6]]
    assert decided[:7] == ["Tin", "Harbor Tin", None, "Not a smelter", None, "It sells solder.", "Lena Hart"]
    told = {tuple(cell.value for cell in row)[1:8] for row in book["Decisions"].iter_rows(min_row=6)}
    assert ("Lena Hart", "Manufacturer in scope", "Cedar", None, "left out", None, "It makes cables.") in told
    assert ("Lena Hart", "CMRT", "Alder", None, "accepted", "Alder.xlsx", "Read.") in told
    kept = {row[2].value for row in book["Documents"].iter_rows(min_row=6)}
    assert kept == set(built.documents.values_list("sha256", flat=True))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_it_prints_the_binder_with_the_mark_on_every_page(built, people, client_for, tmp_path):
    all_sign(built, people)
    desk, url = client_for(people[0]), reverse("reports:binder_pdf", args=[built.pk])
    answer = desk.get(url)
    assert answer["Content-Type"] == "application/pdf" and "not-for-filing" in answer["Content-Disposition"]
    assert desk.get(url).content == answer.content
    (tmp_path / "binder.pdf").write_bytes(answer.content)
    pages = printed(tmp_path / "binder.pdf").split("\f")[:-1]
    assert len(pages) > 1 and all("NOT FOR FILING" in page for page in pages)
    text = " ".join("".join(pages).split())
    file = json.loads(storage.read(built.sha256))["facts"]["files"][0]
    for told in (
        built.sha256,
        "CID003387 Luna Smelter, Ltd., Rwanda",
        "Conformant (List of conformant and active facilities, 2026-04-30)",
        f"Alder Alder.xlsx {file['sha256']} Smelter List: A5, B5",
        *built.documents.values_list("sha256", flat=True),
    ):
        assert told in text


def test_it_leads_to_the_workbook_where_no_pdf_can_be_made(built, legal, client_for, monkeypatch):
    def fails(content):
        raise RenderFailed("It was not ready after 120 seconds.")

    monkeypatch.setattr("reports.out.binder.printed.render", fails)
    page = client_for(legal).get(reverse("reports:binder_pdf", args=[built.pk]), follow=True).content.decode()
    assert "the workbook holds the same. It was not ready after 120 seconds." in page


def test_it_sets_a_large_binder_closer_and_says_what_it_leaves_to_the_workbook():
    def of(count):
        files = [{"supplier": f"Maker {n}", "file_name": f"{n}.xlsx", "sha256": f"{n:064x}"} for n in range(count)]
        sources = [[n, "Smelter List!A5, B5"] for n in range(count)]
        luna = {"metal": "Tin", "smelter_id": "CID003387", "name": "Luna", "country": "", "status_label": "Conformant"}
        luna |= {"list_name": "", "list_date": None, "corrected": False, "manufacturers": count, "grade": ""}
        luna |= {"recycler": False, "closed": False, "reasons": [], "sources": sources}
        facts = {"filer": {"name": "Meridian"}, "year": 2025, "annex": [luna], "files": files, "surveyed": count}
        return page("Mark", [], facts | {"accepted": count, "unresolved": [], "excluded": []}, [])

    assert f'<td>Maker 2</td><td>2.xlsx</td><td class="hash">{2:064x}</td>' in of(3)
    compact = of(FULL_LINES + 1)
    assert "Smelter List: [1]\u00a0A5, B5; [2]\u00a0A5, B5" in compact and "<td>Maker 2</td>" not in compact
    huge = of(MOST_LINES + 1)
    assert "60,001 lines of evidence" in huge and "[2]" not in huge and "60001 manufacturers" in huge


def printed(path):
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_it_reads_the_snapshot_and_not_what_came_after(built):
    supplier = built.filing.period.requests.get().supplier
    supplier.name = "Another name"
    supplier.save()
    book = load_workbook(io.BytesIO(binder(built)))
    assert book["CMRTs"]["A6"].value == "Alder"

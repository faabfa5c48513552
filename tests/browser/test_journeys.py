"""The three doors, walked through as their people do."""

import re

import pytest
from playwright.sync_api import Page, expect

from cmr.findings import Severity
from cmr.models import AuditEvent
from suppliers.models import Submission, Upload
from tests.browser.conftest import code_for
from tests.builders import build_cmrt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COMPLETE = {"effective_date": "2025-11-30", "version": "6.5"}


def upload(page: Page, data: bytes, name: str = "alder-cmrt.xlsx") -> None:
    page.get_by_label("CMRT workbook").set_input_files({"name": name, "mimeType": XLSX, "buffer": data})


def test_a_manufacturer_corrects_its_cmrt_a_reviewer_accepts_it_and_the_report_downloads(page_for, alder, legal):
    page = page_for("alice@alder.example", viewport={"width": 360, "height": 740})
    expect(page.get_by_role("heading", level=1)).to_have_text("Conflict minerals in calendar year 2025")

    upload(page, build_cmrt(**COMPLETE, answers={5: {"Tin": None}}))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Almost there: 1 thing to correct, about 2 minutes", timeout=30_000
    )
    expect(page.locator(".todo .cell").first).to_have_text("Declaration!D51")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than a phone"

    upload(page, build_cmrt(**COMPLETE))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Complete", timeout=30_000)
    expect(page.get_by_text(re.compile(r"^R\d{6}$"))).to_be_visible()
    assert Upload.objects.count() == 2

    desk = page_for("lena@meridian.example")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Calendar year 2025")
    desk.get_by_role("link", name=re.compile("^Review Alder")).click()
    desk.get_by_role("button", name="Accept", exact=True).click()
    expect(desk.get_by_text("You accepted the declaration of Alder Precision Manufacturing.")).to_be_visible()
    assert Submission.objects.get(state="accepted").findings.filter(severity=Severity.BLOCK).count() == 0
    assert AuditEvent.objects.get(event="submission.accepted").actor == legal

    desk.get_by_role("link", name="Report", exact=True).click()
    desk.get_by_role("button", name=re.compile("^Build")).click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download form-sd.pdf").click()
    assert download.value.suggested_filename == "2025-form-sd.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accepted")
    assert page.complaints == desk.complaints == []


def test_a_file_that_is_no_cmrt_is_answered_in_a_sentence(page_for, alder):
    page = page_for("alice@alder.example")
    upload(page, b"%PDF-1.7 not a workbook", name="cmrt.xlsx")
    expect(page.get_by_role("heading", level=1)).to_have_text("We could not read this file as a CMRT", timeout=30_000)
    expect(page.get_by_role("heading", name="Upload the corrected file")).to_be_visible()


def test_a_file_over_the_limit_is_refused_where_it_was_dropped(page_for, alder, settings):
    page = page_for("alice@alder.example")
    upload(page, b"x" * (settings.UPLOAD_LIMIT + 1))
    expect(page.get_by_role("alert")).to_contain_text("The file is 15 MB large; the limit is 15 MB.")
    expect(page.get_by_label("CMRT workbook")).to_be_focused()
    assert not Upload.objects.exists()


def test_the_portal_works_by_keyboard_alone(page_for, alder):
    page = page_for("alice@alder.example")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("our whole company")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("CMRT workbook")).to_be_focused()


def test_it_works_without_script(browser, page_for, alder, site):
    page = page_for("alice@alder.example", java_script_enabled=False)
    upload(page, b"not a workbook")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Receipt", exact=True)).to_be_visible()


def test_a_wrong_code_is_said_so_and_a_new_one_opens(browser, alice, site):
    page = browser.new_page(base_url=site)
    page.goto("/portal/")
    page.get_by_label("E-mail address").fill("alice@alder.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the e-mail").fill("WRONG-CODE")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".field-error")).to_have_text("This is not the code we sent. Look again, or ask for a new one.")
    page.get_by_role("button", name="Send a new code").click()
    page.get_by_label("Code from the e-mail").fill(code_for("alice@alder.example"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/portal/")
    page.close()


def test_an_unknown_address_is_answered_like_a_known_one(browser, site):
    page = browser.new_page(base_url=site)
    page.goto("/")
    page.get_by_label("E-mail address").fill("nobody@elsewhere.example")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter the code")
    page.close()

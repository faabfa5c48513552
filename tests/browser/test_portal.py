"""The portal in a browser: several files at once, a check before sending, reasons, and all of it on a phone."""

import pytest
from playwright.sync_api import Page, expect

from suppliers.models import Campaign, CoveredProduct, Explanation, Submission, Upload
from suppliers.services import queue
from suppliers.services.campaigns import campaign_set
from tests.browser.test_journeys import COMPLETE, XLSX
from tests.builders import build_cmrt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PHONE = {"viewport": {"width": 360, "height": 740}}
LUNA = [{"smelter_id": f"CID90000{number}"} for number in (1, 3, 4, 6)]


def book(name: str, **changes) -> dict:
    return {"name": name, "mimeType": XLSX, "buffer": build_cmrt(**COMPLETE | changes)}


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_several_files_each_have_a_line_with_their_name_and_result(page_for, alder):
    page = page_for("alice@alder.example", **PHONE)
    files = [book("boards.xlsx"), book("cables.xlsx", answers={5: {"Tin": None}})]
    page.get_by_label("CMRT workbook").set_input_files(files)
    expect(page.get_by_role("alert")).to_contain_text("a declaration for the whole company is one workbook")
    assert not Upload.objects.exists()

    page.get_by_label("certain products only").check()
    page.get_by_label("CMRT workbook").set_input_files(files)
    lines = page.locator(".lines-of-files > li")
    expect(lines).to_have_count(2)
    lines.nth(0).get_by_role("textbox").fill("Boards")
    page.get_by_role("button", name="Upload these files").click()
    expect(page.get_by_role("alert")).to_contain_text("Say for each file which products it covers.")
    expect(lines.nth(1).get_by_role("textbox")).to_be_focused()
    lines.nth(1).get_by_role("textbox").fill("boards")
    page.get_by_role("button", name="Upload these files").click()
    expect(page.get_by_role("alert")).to_contain_text("Two of the files cover “boards”.")
    lines.nth(1).get_by_role("textbox").fill("Cables")
    assert fits(page)
    page.get_by_role("button", name="Upload these files").click()
    expect(lines.nth(0).locator(".said")).to_have_text("In review", timeout=30_000)
    expect(lines.nth(1).locator(".said")).to_have_text("Needs correction", timeout=30_000)
    expect(lines.nth(1).get_by_role("link", name="See the result")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="See how your answer stands").click()
    expect(page.get_by_role("heading", name="Cables")).to_be_visible()
    assert set(Upload.objects.values_list("covers", flat=True)) == {"Boards", "Cables"}
    assert page.complaints == []


def test_each_product_is_chosen_for_its_file(page_for, alder):
    campaign_set(alder.period, actor=None, level=Campaign.Level.PRODUCT)
    alder.products.set([CoveredProduct.objects.create(period=alder.period, name=name) for name in ("Meter", "Probe")])
    page = page_for("alice@alder.example", **PHONE)
    expect(page.get_by_label("Name of the product or the group")).to_be_hidden()
    page.get_by_label("CMRT workbook").set_input_files([book("a.xlsx"), book("b.xlsx", effective_date="2025-12-01")])
    lines = page.locator(".lines-of-files > li")
    lines.nth(0).get_by_role("combobox").select_option("Meter")
    lines.nth(1).get_by_role("combobox").select_option(label="Another product, or a group of products")
    lines.nth(1).get_by_role("textbox").fill("Spare parts")
    page.get_by_role("button", name="Upload these files").click()
    expect(page.get_by_role("link", name="See how your answer stands")).to_be_visible(timeout=30_000)
    assert set(Upload.objects.values_list("covers", flat=True)) == {"Meter", "Spare parts"}
    assert page.complaints == []


def test_a_file_is_checked_first_and_sent_later(page_for, alder):
    page = page_for("alice@alder.example", **PHONE)
    page.get_by_label("Check first").check()
    page.get_by_label("CMRT workbook").set_input_files(book("alder.xlsx"))
    expect(page.get_by_text("Nothing has been sent yet.", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Complete", timeout=30_000)
    assert fits(page)
    page.get_by_role("button", name="Send this as our answer").click()
    expect(page.get_by_text("Sent as your answer, under the receipt")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Complete", timeout=30_000)
    assert list(Upload.objects.order_by("id").values_list("draft", flat=True)) == [True, False]
    assert page.complaints == []


def test_a_reason_settles_what_is_asked_by_keyboard(page_for, alder):
    page = page_for("alice@alder.example", **PHONE)
    page.get_by_label("CMRT workbook").set_input_files(book("alder.xlsx", smelters=LUNA))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 thing to correct", timeout=30_000)
    page.get_by_label("If it is right as it stands, say why: that settles it").focus()
    page.keyboard.type("Our material comes from Brazil.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Answered by you")).to_be_visible()
    assert fits(page)
    assert Explanation.objects.get().text == "Our material comes from Brazil."
    assert Submission.objects.get().state == "in_review"
    assert page.complaints == []


def test_parts_drafts_and_statements_work_without_script(page_for, alder):
    page = page_for("alice@alder.example", java_script_enabled=False)
    queue.thread_stop()  # nothing polls here, and SQLite in memory locks whole tables while a file is read
    page.get_by_label("certain products only").check()
    page.get_by_label("Name of these products").fill("Boards")
    page.get_by_label("Check first").check()
    page.get_by_label("CMRT workbook").set_input_files(book("alder.xlsx"))
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("Nothing has been sent yet.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Send this as our answer").click()
    assert list(Upload.objects.order_by("id").values_list("draft", "covers")) == [(True, "Boards"), (False, "Boards")]
    page.goto(f"/portal/requests/{alder.pk}/")
    page.get_by_role("link", name="We make nothing with these metals").click()
    page.get_by_label("Your title").fill("Quality Manager")
    page.get_by_label("This statement is true").check()
    page.get_by_role("button", name="Send this statement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your statement. Thank you.")

"""Wording the report: findings while one writes, placeholders at a click, refusals with a reason; without script."""

import pytest
from playwright.sync_api import expect

from cmr.models import AuditEvent
from reports.models import SentenceText
from reports.services import texts
from tests.reports.year import answers, asked, facility, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

STEPS = "Steps to Mitigate Risk and Improve Due Diligence"
COMPARING = "comparing all facilities with current published audit results before we report."


@pytest.fixture
def year(period):
    texts._facts_light.cache_clear()
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA")
    sent(asked(period, "Alder"), luna, document=answers("Unknown"))
    return period


def test_a_lawyer_words_a_sentence_and_is_told_while_writing(page_for, year, legal):
    page = page_for("lena@meridian.example")
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("link", name="Text of the report").click()
    page.get_by_role("link", name=STEPS).click()
    page.get_by_role("link", name="Edit “comparing all facilities").click()
    page.wait_for_load_state()

    text = page.get_by_label("Text", exact=True)
    text.fill("comparing the 12 facilities with the CFSI list.")
    look = page.locator("#look")
    expect(look.locator("mark").first).to_have_text("12")
    expect(look).to_contain_text("“CFSI” is a name of the past.")

    text.fill("comparing the ")
    page.get_by_label("Find", exact=True).fill("facilities in annex i")
    page.get_by_role("button", name="Insert {total}", exact=True).press("Enter")
    expect(text).to_be_focused()
    page.keyboard.type(" {total:facility} with new lists.")
    expect(text).to_have_value("comparing the {total} {total:facility} with new lists.")
    expect(look).to_contain_text("comparing the one facility with new lists.")
    expect(look).to_contain_text("Nothing speaks against this text.")
    page.get_by_label("Why (kept in the history)").fill("shorter")
    page.get_by_role("button", name="Keep this text").click()

    expect(page.get_by_text("Kept. The report says it in your words now.")).to_be_visible()
    expect(page.locator(".said").filter(has_text="Reworded")).to_contain_text(
        "comparing the one facility with new lists."
    )
    expect(page.get_by_label("The section as it prints")).to_contain_text("comparing the one facility with new lists.")
    assert SentenceText.objects.get().edited_by == legal
    assert page.complaints == []


def test_a_contradiction_cannot_be_kept_on_a_phone_either(page_for, year, legal):
    page = page_for("lena@meridian.example", viewport={"width": 360, "height": 740})
    page.goto("/filing/2025/text/steps/")
    page.get_by_role("link", name="Add after “comparing all facilities").click()
    page.wait_for_url("**?add")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than a phone"
    page.get_by_label("The new sentence").fill("No smelter is located in a Covered Country.")
    expect(page.locator("#look").get_by_role("alert")).to_contain_text(
        "This contradicts the evidence, and is not kept."
    )
    page.get_by_role("button", name="Add this sentence").click()
    expect(page.locator("#error")).to_contain_text("Luna Smelter, Ltd. (Rwanda). The attempt is on record.")
    expect(page.get_by_label("The new sentence")).to_have_value("No smelter is located in a Covered Country.")
    assert AuditEvent.objects.filter(event="sentence.refused").count() == 1
    assert not SentenceText.objects.exists()


def test_it_works_without_script(page_for, year, legal):
    page = page_for("lena@meridian.example", java_script_enabled=False)
    page.goto("/filing/2025/text/steps/")
    page.get_by_role("link", name="Edit “comparing all facilities").click()
    expect(page.get_by_label("Find", exact=True)).to_be_hidden()
    page.get_by_label("Text", exact=True).fill("comparing the twelve.")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("#look mark")).to_have_text("twelve")
    page.get_by_label("Text", exact=True).fill("comparing {nobody}.")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator("#error")).to_contain_text("There is no placeholder {nobody}. Choose one from the list.")
    page.get_by_label("Text", exact=True).fill("comparing them.")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.locator(".said").filter(has_text="Reworded")).to_contain_text("comparing them.")

"""The portal in Chinese: every text is translated, keeps its placeholders, and stands in the catalogue."""

import gettext
import re

import pytest
from babel.messages.mofile import read_mo
from django.urls import reverse
from django.utils import translation

from cmr.models import User
from suppliers.cmrt.checks import ALL_CHECKS
from suppliers.cmrt.child import read_in_child
from suppliers.models import FindingRow
from suppliers.open_fields import open_field_said
from tests.builders import build_cmrt
from tests.cmrt_words import COMPANY
from tests.suppliers.parts import a_submission, an_upload
from tools.catalogue import LOCALE, catalogue_of, faults, holes, messages

LANGUAGES = sorted(folder.name for folder in LOCALE.iterdir())


def texts(catalogue) -> dict[tuple[str, ...], tuple[str, ...]]:
    def forms(text) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else tuple(text)

    return {forms(message.id): forms(message.string) for message in catalogue if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_translates_every_text_and_keeps_its_placeholders(language):
    assert faults(catalogue_of(language), messages()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_what_was_written(language):
    """The .mo is what Django reads; the .po is what people edit."""
    written = texts(catalogue_of(language))
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        read = texts(read_mo(file))
    assert read == written


def test_it_tells_placeholders_of_both_kinds():
    assert holes("%(n)s rows of {metal}") == {"n", "metal"}
    assert holes("100 %") == set()


def test_it_finds_texts_in_templates_python_and_checks():
    found = {text if isinstance(text, str) else text[0] for text, _ in messages()}
    assert "Skip to the content" in found
    assert "This link was withdrawn." in found
    assert next(iter(ALL_CHECKS)).message in found


@pytest.fixture
def chinese(client_for, alice):
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    return client_for(alice)


def visible(response) -> str:
    text = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_it_shows_a_manufacturer_its_result_in_chinese(chinese, alder, client_for):
    submission = a_submission(an_upload(alder), state="needs_correction")
    FindingRow.objects.create(
        submission=submission, code="CMRT-C02", severity="block", sheet="Checker", cell="F2", params={"cells": "F2"}
    )
    page = visible(chinese.get(reverse("portal:result", args=[submission.upload_id])))
    with translation.override("zh-hans"):
        assert str(translation.gettext(ALL_CHECKS.get("CMRT-C02").remedy)) in page
    assert ALL_CHECKS.get("CMRT-C02").remedy not in page


@pytest.mark.parametrize("name", ["portal:requests", "portal:request"])
def test_it_leaves_no_english_sentence_on_a_chinese_page(chinese, alder, name):
    args = [alder.pk] if name == "portal:request" else []
    page = visible(chinese.get(reverse(name, args=args), follow=True))
    # Names and terms stay; three English words of small letters in a row are a sentence left behind.
    assert not re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", page), page


def test_it_has_a_catalogue_that_gettext_itself_reads():
    for language in LANGUAGES:
        with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
            assert gettext.GNUTranslations(file).info()["content-type"] == "text/plain; charset=utf-8"


def test_it_says_in_chinese_why_a_file_was_refused(chinese, alder):
    sent = an_upload(alder, state="unreadable", reason_code="wrong_type", reason="This file is a PDF document.")
    page = visible(chinese.get(reverse("portal:result", args=[sent.pk])))
    assert "该文件不是Excel工作簿" in page
    assert "This file is a PDF document." in page


@pytest.mark.django_db
def test_it_offers_each_language_by_its_own_name(client):
    """Whoever cannot read the page finds the way out of it."""
    for given in ("en", "zh-hans"):
        page = client.get(reverse("account_login"), headers={"Accept-Language": given}).content.decode()
        assert ">English</" in page
        assert ">简体中文</" in page


def test_it_says_in_chinese_which_fields_are_open():
    """Every sentence of the library for an empty workbook, and for one whose answers rest on missing ones."""
    open_rows = [{"metal": "Tin", "name": "Mystery", "manner": "not_listed"}]
    blank = dict.fromkeys(COMPANY)
    workbooks = (
        build_cmrt(company=blank, scope=None, effective_date=None, answers=dict.fromkeys(range(1, 9)), smelters=[]),
        build_cmrt(answers={1: None}, company_answers=dict.fromkeys("ABCDEFGH"), smelters=open_rows),
        build_cmrt(scope="B", smelters=[]),
    )
    said = {item["message"] for data in workbooks for item in read_in_child(data).document["checker"]["items"]}
    assert len(said) > 40
    with translation.override("zh-hans"):
        english = [message for message in said if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", open_field_said(message))]
    assert english == []

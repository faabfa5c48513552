"""Letters: written once, rendered in the reader's language, edited without code."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cmr.models import AuditEvent
from suppliers.letters.delivered import DELIVERED
from suppliers.letters.placeholders import placeholders_of
from suppliers.letters.rendering import LINK_MARK, problems, render
from suppliers.letters.samples import sample_values
from suppliers.letters.words import day_in_words
from suppliers.models import Letter, LetterKind, LetterText
from suppliers.services.invitations import invitation_create
from suppliers.services.letters import (
    TextHasProblems,
    Wording,
    letter_text_edit,
    letter_text_of,
    letter_texts,
    letter_write,
    rendered,
    text_problems,
)

pytestmark = pytest.mark.django_db


def write(alder, user, key="k", kind="invitation", **more):
    return letter_write(kind, period=alder.period, to=user, request=alder, key=key, actor=None, **more)


def test_it_writes_a_letter_in_the_readers_language(alder, alice):
    alice.language = "zh-hans"
    letter = write(alder, alice)
    assert "2026年3月31日" in letter.subject
    assert letter.body.startswith("Alice Alder，您好！")
    assert letter.state == Letter.State.WAITING
    assert AuditEvent.objects.get(event="letter.written").after["to"] == "alice@alder.example"


def test_it_writes_a_key_once(alder, alice):
    assert write(alder, alice)
    assert write(alder, alice) is None
    assert Letter.objects.count() == 1


def test_it_keeps_line_breaks_out_of_the_header(alder, alice):
    alder.supplier.name = alice.name = "Alder\r\nBcc: a@b.example"
    alder.period.registrant.name = "Meridian\r\nBcc: a@b.example"
    letter = write(alder, alice)
    assert "\n" not in letter.subject + letter.to_name and "\r" not in letter.subject + letter.to_name + letter.body


def test_it_writes_to_no_address_that_is_none(alder):
    with pytest.raises(ValidationError):
        write(alder, ("Alice", "alice@alder.example\nBcc: a@b.example", "en"))


def test_it_delivers_a_text_for_each_kind_and_language():
    assert {kind for kind, _ in DELIVERED} == set(LetterKind.values)
    assert len(DELIVERED) == 2 * len(LetterKind)


@pytest.fixture(params=sorted(DELIVERED), ids=lambda key: "-".join(key))
def delivered(request) -> tuple[str, str]:
    return request.param


def test_it_delivers_texts_that_name_only_their_placeholders(delivered):
    kind, language = delivered
    assert text_problems(kind, *DELIVERED[delivered]) is None
    values = dict.fromkeys(placeholders_of(kind), "x") | sample_values(language, date(2026, 3, 31))
    subject, body = rendered(Wording(*DELIVERED[delivered]), values, language)
    assert "{" not in subject + body
    assert "\n\n\n" not in body


def test_it_says_the_same_in_both_languages(delivered):
    """A placeholder that one language has and the other lacks would be a fact told to half of the readers."""
    kind, _ = delivered
    named = [set(re.findall(r"\{[^}]+\}", "".join(DELIVERED[kind, language]))) for language in ("en", "zh-hans")]
    assert named[0] == named[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dear {nobody},", "Line 1: {nobody} is no placeholder of this letter. Choose one of the list."),
        ("Dear {contact},\n\n{silent}", "Line 3: {silent} is no placeholder of this letter. Choose one of the list."),
        ("a\n{contact", "Line 2: the brace “{” belongs to no placeholder. Take it out, or complete it."),
        ("a }", "Line 1: the brace “}” belongs to no placeholder. Take it out, or complete it."),
        (
            "{contact.user.password}",
            "Line 1: {contact.user.password} is no placeholder of this letter. Choose one of the list.",
        ),
        ("{0}", "Line 1: {0} is no placeholder of this letter. Choose one of the list."),
        ("{}", "Line 1: {} is no placeholder of this letter. Choose one of the list."),
        ("{{ contact }}", "Line 1: the brace “{” belongs to no placeholder. Take it out, or complete it."),
        ("{contact!r}", "Line 1: {contact!r} is no placeholder of this letter. Choose one of the list."),
    ],
)
def test_it_says_where_a_placeholder_is_wrong(text, said):
    assert str(problems(text, "invitation")[0]) == said


def test_it_lets_no_list_into_a_subject():
    assert "several lines" in str(problems("{products}", "invitation", subject=True)[0])


def test_it_prints_values_as_they_are(alder, alice):
    alder.supplier.name = "{link} {{ 7*7 }} %s {contact}"
    letter = write(alder, alice)
    assert "CMRT) of {link} {{ 7*7 }} %s {contact} for" in letter.body


def test_it_cannot_be_given_a_mark_that_becomes_a_link(alder, alice):
    alder.supplier.name = f"Alder {LINK_MARK}"
    letter = write(alder, alice, invitation=invitation_create(alder, alice, actor=None))
    assert letter.body.count(LINK_MARK) == 1


def test_it_writes_days_in_the_words_of_the_language():
    assert day_in_words(date(2026, 3, 1), "en") == "1 March 2026"
    assert day_in_words(date(2026, 3, 1), "zh-hans") == "2026年3月1日"


def test_it_leaves_no_gap_where_nothing_is_to_say():
    assert render("a\n\n{note}\n\nb", {"note": ""}, "en") == "a\n\nb\n"


def test_it_says_of_a_reminder_what_is_open(alder, alice):
    alder.state = "unreadable"
    assert "We could not read the file you sent" in write(alder, alice, kind="reminder").body


def test_it_keeps_each_wording_and_uses_the_newest(alder, alice, legal):
    for number in (1, 2):
        letter_text_edit("invitation", "en", subject=f"Ask {number}", body="Dear {contact}: {link}", actor=legal)
    assert write(alder, alice).subject == "Ask 2"
    assert LetterText.objects.count() == 2
    assert AuditEvent.objects.filter(event="letter_text.edited").last().before["subject"] == "Ask 1"
    assert letter_text_of("invitation", "zh-hans").edited is None
    assert letter_texts()["invitation", "en"].subject == "Ask 2"


def test_it_keeps_no_wording_with_a_wrong_placeholder(legal):
    with pytest.raises(TextHasProblems) as raised:
        letter_text_edit("invitation", "en", subject="{products}", body="\n{nobody}", actor=legal)
    assert len(raised.value.subject) == len(raised.value.body) == 1
    assert not LetterText.objects.exists()


def test_it_makes_links_from_the_sites_own_address(alder, alice, settings):
    settings.SITE_URL = "https://cmr.meridian.example"
    letter = write(alder, alice)
    assert f"https://cmr.meridian.example/portal/requests/{alder.pk}/" in letter.body
    assert letter.message_id.endswith("@cmr.meridian.example>")

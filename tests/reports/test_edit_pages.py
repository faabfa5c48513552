"""The pages on which the report is worded: the state of each section, chips, findings while writing, history."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cmr.models import AuditEvent
from reports.document import Run
from reports.models import Filing, SentenceText
from reports.narrative.placeholders import PLACEHOLDERS
from reports.texts.behind import rows_behind
from reports.texts.pieces import pieces

FREE = "comparing-all-facilities-with-current-published-audit-results-be"
KEY = f"steps.{FREE}"


def page(client, name, *more, expect=200, **query) -> str:
    response = client.get(reverse(f"reports:{name}", args=[2025, *more]), query)
    assert response.status_code == expect
    return " ".join(response.content.decode().split())


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


@pytest.fixture
def lena(client_for, legal):
    return client_for(legal)


@pytest.fixture
def keep(lena):
    def post(text: str = "", name: str = FREE, section: str = "steps", do: str = "reworded", **more):
        newest = SentenceText.objects.filter(period__year=2025, key=f"{section}.{name}").order_by("-id").first()
        given = {"do": do, "text": text, "seen": newest.pk if newest else 0, **more}
        return lena.post(reverse("reports:text_keep", args=[2025, section, name]), given)

    return post


def test_it_says_of_each_section_what_was_done_to_it(approvable, lena, keep):
    before = plain(page(lena, "texts"))
    assert "7. Steps to Mitigate Risk and Improve Due Diligence As delivered None" in before
    assert keep("comparing them with the CFSI list.").status_code == 302
    keep("We may be wrong.", do="added")
    after = plain(page(lena, "texts"))
    assert "7. Steps to Mitigate Risk and Improve Due Diligence 1 reworded, 1 added" in after
    assert re.search(r"1 reworded, 1 added .*?Blocks the filing 1", after)


def test_it_shows_facts_as_chips_that_open_their_rows(approvable, lena):
    html = page(lena, "text_section", "inquiry")
    chip = re.search(r'<a class="chip" href="([^"]+)" title="([^"]+)">one</a>', html)
    assert chip[1] == reverse("review:manufacturers", args=[2025])
    assert chip[2] == "Contract manufacturers asked: surveyed"
    assert "wait for other facts" in plain(html)
    assert "Appears when at least one manufacturer gave this answer to question 3." in plain(html)


def test_it_leads_every_fact_to_a_page_that_there_is(approvable, lena):
    for address in {rows_behind(name, 2025) for name in PLACEHOLDERS}:
        assert lena.get(address).status_code == 200, address


def test_it_reads_whole_with_an_anchor_and_an_edit_link_for_each_section(approvable, lena):
    html = page(lena, "text_whole")
    assert 'id="inquiry"' in html
    assert reverse("reports:text_section", args=[2025, "annex-1"]) in html


def test_it_keeps_a_text_and_leads_back_to_its_place(approvable, lena, keep, legal):
    response = keep("comparing the {total} {total:facility}.", reason="shorter")
    assert response.url == f"{reverse('reports:text_section', args=[2025, 'steps'])}#{FREE}"
    html = page(lena, "text_sentence", "steps", FREE)
    assert "comparing the one facility." in plain(html)
    assert re.search(r"Lena Hart</span>.*Reworded</strong>: shorter", html)
    assert "The text as delivered" in html


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We asked {nobody}.", "There is no placeholder {nobody}. Choose one from the list."),
        ("No smelter is located in a Covered Country.", "This contradicts the evidence, and is not kept."),
        ("<script>alert(1)</script>", "has no place in the report"),
    ],
)
def test_it_refuses_in_a_sentence_and_gives_the_words_back(approvable, lena, keep, text, told):
    response = keep(text)
    html = response.content.decode()
    assert response.status_code == 400
    assert told in plain(html).replace("&nbsp;", " ")
    assert text.replace("<", "&lt;").replace(">", "&gt;") in html
    assert "<script>alert" not in html
    assert not SentenceText.objects.exists()


def test_it_says_while_writing_what_would_be_said_and_keeps_nothing(approvable, lena):
    def look(text: str) -> str:
        url = reverse("reports:text_look", args=[2025, "steps", FREE])
        response = lena.post(url, {"do": "reworded", "text": text}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    fine = look("comparing the {total} {total:facility} with care.")
    assert "Nothing speaks against this text." in fine
    assert "<html" not in fine
    typed = look("comparing the 12 facilities of the CFSP, low risk all.")
    assert "<mark>12</mark>" in typed
    assert "<mark>CFSP</mark>" in typed
    assert "typed into the text; no fact stands behind it" in plain(typed)
    assert "contradicts the evidence" in plain(look("Our products are conflict free."))
    assert "There is no placeholder {nobody}" in plain(look("We asked {nobody}."))
    assert not SentenceText.objects.exists()
    assert not AuditEvent.objects.filter(event="sentence.refused").exists(), "a look is no attempt"


def test_it_shows_the_same_without_script(approvable, lena):
    url = reverse("reports:text_look", args=[2025, "steps", FREE])
    response = lena.post(url, {"do": "reworded", "text": "comparing the twelve."})
    assert response.status_code == 200
    html = response.content.decode()
    assert "<mark>twelve</mark>" in html
    assert ">comparing the twelve.</textarea>" in html


def test_it_adds_after_a_sentence(approvable, lena, keep):
    assert "Add a sentence" in page(lena, "text_sentence", "steps", FREE, add="")
    keep("reading what others write.", do="added", apart="on")
    html = page(lena, "text_section", "steps")
    assert plain(html).index("published audit results before we report") < plain(html).index(
        "reading what others write"
    )


def test_it_offers_no_way_to_leave_out_what_the_rule_asks_for(approvable, lena, keep):
    name = "our-rcoi-consisted-of-asking-the-surveyed-contract-within-its-sc"
    assert "This sentence cannot be left out: the Rule asks for the inquiry" in page(
        lena, "text_sentence", "inquiry", name
    )
    response = keep(name=name, section="inquiry", do="left_out")
    assert response.status_code == 400
    assert AuditEvent.objects.get(event="sentence.refused").after["to"] == "left_out"
    html = page(lena, "text_sentence", "results", "the-grade-is-high-for-a-facility-that-is-neither-conformant-nor")
    assert "stands as delivered" in html
    assert "<textarea" not in html


def test_it_brings_back_the_text_as_delivered(approvable, lena, keep):
    keep("comparing them.")
    assert "Back to the text as delivered" in page(lena, "text_sentence", "steps", FREE)
    keep(do="restored")
    assert "before we report." in plain(page(lena, "text_section", "steps"))
    assert plain(page(lena, "text_sentence", "steps", FREE)).count("Lena Hart") >= 2


def test_it_is_read_by_the_desk_and_written_by_the_legal_team(approvable, client_for, admin_user, alice, keep):
    keep("comparing them.")
    ada = client_for(admin_user)
    html = page(ada, "text_sentence", "steps", FREE)
    assert "comparing them." in html
    assert "<textarea" not in html
    assert ada.post(reverse("reports:text_keep", args=[2025, "steps", FREE]), {"text": "x"}).status_code == 404
    assert client_for(alice).get(reverse("reports:texts", args=[2025])).status_code == 404


def test_it_is_read_only_once_somebody_has_signed_and_says_how_to_go_on(built, lena, keep):
    Filing.objects.update(frozen=built)
    for name, more in (("texts", ()), ("text_section", ("steps",)), ("text_sentence", ("steps", FREE))):
        html = page(lena, name, *more)
        assert "Reopen it under Approval first." in html
        assert "<textarea" not in html
    assert keep("comparing them.").status_code == 400
    assert not SentenceText.objects.exists()


def test_it_knows_no_other_section_or_sentence(approvable, lena):
    page(lena, "text_section", "nothing", expect=404)
    page(lena, "text_sentence", "steps", "nothing", expect=404)
    page(lena, "text_sentence", "inquiry", FREE, expect=404)


def test_it_tells_of_texts_that_have_lost_their_place(approvable, lena, legal):
    SentenceText.objects.create(
        period=approvable, section="steps", key="steps.gone", kind="reworded", text="We once said this.",
        edited_by=legal, edited_at=timezone.now(),
    )  # fmt: skip
    html = plain(page(lena, "texts"))
    assert "Some of your texts have lost their place." in html
    assert "We once said this." in html


def test_it_says_that_there_is_no_report_of_last_year(approvable, lena):
    assert "There is no report of the year before to compare with." in page(lena, "text_last_year")


def test_it_marks_the_words_at_fault_and_never_a_number_that_is_a_fact():
    text = (Run("We asked "), Run("12", "surveyed"), Run(" and 12 "), Run("facilities", "total:facility"))
    found = [(piece.text, piece.bad, piece.fact) for piece in pieces(text, 2025, ["12"])]
    assert ("12", False, "surveyed") in found
    assert ("12", True, "") in found
    assert ("facilities", False, "") in found


def test_it_offers_last_years_texts_and_asks_for_a_reason_where_facts_have_moved(approvable, lena, keep, legal):
    earlier = type(approvable).objects.create(registrant=approvable.registrant, year=2024)
    wrote = {"period": earlier, "section": "steps", "edited_by": legal, "edited_at": timezone.now()}
    words, own = "comparing all of them.", "We asked seven and heard from each."
    SentenceText.objects.create(key=KEY, kind="reworded", text=words, **wrote)
    SentenceText.objects.create(
        key="steps.own-1", after=KEY, kind="added", text=own, rests_on={"surveyed": "seven"}, **wrote
    )
    html = page(lena, "text_section", "steps")
    assert "You wrote last year" in html
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+from=[^"]+)"', html)]
    assert words in lena.get(links[0]).content.decode().split("<textarea")[1]
    assert own in lena.get(links[1]).content.decode().split("<textarea")[1]

    assert keep(own, do="added").status_code == 302
    html = page(lena, "text_section", "steps")
    assert "“Contract manufacturers asked” was seven; it is one now" in plain(html).replace("&#x27;", "'")
    assert own not in html.split("You wrote last year")[1].split("</section>")[0]
    name = SentenceText.objects.get(period=approvable).key.partition(".")[2]
    assert "Does it still hold?" in page(lena, "text_sentence", "steps", name)
    keep(name=name, do="confirmed", reason="One answered for all.")
    assert "Does it still hold?" not in page(lena, "text_sentence", "steps", name)

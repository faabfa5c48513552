"""The amendment: only of what is filed, with its number and its note, and every changed word shown."""

from datetime import date

import pytest
from django.urls import reverse

from cmr.models import AuditEvent
from reports.models import Filing
from reports.narrative.compose import compose_report
from reports.prefiling.form import signed_in_time
from reports.render import edgar
from reports.services import NotApproved, amendment_open, approval_standing, filing_build, filing_filed, filing_of
from reports.services import filing_sign_day as sign_day
from reports.texts.difference import compare
from tests.reports.examples import ANNEX, draft, facts, row, words
from tests.reports.signing import SIGNED, TODAY, all_sign, on_file

WHY = "This amendment corrects the address of our website."


@pytest.fixture
def filed(built, people):
    on_file(built.filing.period)
    sign_day(built.filing.period, SIGNED, today=TODAY, actor=people[0])
    snapshot = filing_build(built.filing.period, actor=people[0], today=TODAY).snapshot
    filing = all_sign(snapshot, people)
    number = "0001234567-26-000123"
    return filing_filed(filing, filed_on=TODAY, accession_number=number, today=TODAY, actor=people[0])


def test_it_opens_only_after_the_last_is_filed_and_with_a_reason(built, people):
    with pytest.raises(NotApproved, match="Only what is filed"):
        amendment_open(built.filing.period, WHY, actor=people[0])
    with pytest.raises(NotApproved, match="Say why"):
        amendment_open(built.filing.period, " ", actor=people[0])


def test_it_is_built_approved_and_filed_beside_the_report_it_amends(filed, people):
    period = filed.period
    amendment = amendment_open(period, WHY, actor=people[0])
    assert (amendment.number, amendment.form) == (1, "Form SD/A")
    assert AuditEvent.objects.get(event="filing.amendment_opened").after["of"] == "0001234567-26-000123"
    with pytest.raises(NotApproved, match="Only what is filed"):
        amendment_open(period, WHY, actor=people[0])

    late = date(2026, 7, 9)
    sign_day(period, late, today=late, actor=people[0])
    made = filing_build(period, actor=people[0], today=late)
    assert made.snapshot.filing == amendment and not made.snapshot.draft
    text = made.documents["sd.htm"].decode()
    assert "FORM SD/A" in text and "Amendment No. 1" in text and WHY in text
    assert approval_standing(filing_of(period)).snapshot == made.snapshot
    assert Filing.objects.get(number=0).frozen == filed.frozen


def test_it_says_on_the_cover_what_it_is_and_why():
    held = facts(amendment=2, why=WHY)
    said = words(held)
    assert "FORM SD/A" in said and "Amendment No. 2" in said and f"Explanatory Note {WHY}" in said
    assert compose_report(held).head == "Form SD/A and Conflict Minerals Report for 2025"
    assert "Amendment" not in words(facts()) and "SD/A" not in words(facts())
    assert set(edgar.documents(compose_report(held), draft=False)) == {"sd.htm", "ex101.htm"}


def test_it_may_be_signed_after_the_day_the_report_was_due():
    late = date(2026, 7, 9)
    assert [*signed_in_time.run(draft(facts(signed_on=late), today=late))]
    assert not [*signed_in_time.run(draft(facts(signed_on=late, amendment=1, why=WHY), today=late))]


def test_it_shows_each_changed_word_and_row_and_nothing_else():
    more = row("Tungsten", 999, "New <Mill> & Co.", "Austria", "AT")
    older, newer = compose_report(facts()), compose_report(facts(annex=(*ANNEX, more)))
    assert compare(older, older) == []
    spans = [span for change in compare(older, newer) for span in change.spans]
    assert ("ins", "New <Mill> & Co. | CID000999 | Austria | Conformant") in [
        (span.kind, span.words[: len("New <Mill> & Co. | CID000999 | Austria | Conformant")]) for span in spans
    ]
    assert not any("Luna" in span.words for span in spans if span.kind)


def test_it_shows_the_difference_on_the_page_escaped(filed, people, client_for):
    period, desk = filed.period, client_for(people[0])
    page = reverse("reports:difference", args=[period.year])
    refused = desk.post(reverse("reports:amend", args=[period.year]), {"why": ""})
    assert refused.status_code == 400 and "Say why" in refused.content.decode()
    desk.post(reverse("reports:amend", args=[period.year]), {"why": WHY})
    period.registrant.overview = "We design <instruments> that measure."
    period.registrant.save()
    shown = desk.get(page).content.decode()
    assert "Form SD/A as it would be built now" in shown and f"<ins>{WHY}</ins>" in shown
    assert "&lt;instruments&gt;" in shown and "<instruments>" not in shown and "<del>" in shown


def test_it_has_nothing_to_compare_before_the_second_build(approvable, client_for, legal):
    page = client_for(legal).get(reverse("reports:difference", args=[approvable.year])).content.decode()
    assert "Nothing to compare with yet" in page

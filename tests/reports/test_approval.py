"""Approval: four persons, one text; what is refused, and what a change voids."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cmr.models import AuditEvent
from reports.models import Filing, SentenceText, Signoff, Snapshot
from reports.services import (
    NotApproved,
    approval_standing,
    filing_build,
    filing_filed,
    filing_of,
    filing_reopen,
    filing_sign_day,
)
from tests.reports.signing import PARTS, SIGNED, TODAY, all_sign, on_file, sign
from tests.reports.year import asked


def test_it_is_approved_when_four_persons_have_signed_the_same_text(built, people):
    filing = all_sign(built, people)
    assert filing.frozen == built and approval_standing(filing).approved
    assert [row.part for row in Signoff.objects.all()] == list(PARTS)
    events = list(AuditEvent.objects.filter(event__startswith="filing.").values_list("event", flat=True))
    assert events == ["filing.signature_day_set", "filing.built", *["filing.signed"] * 4, "filing.approved"]


def test_it_refuses_whoever_prepared_or_signed_already(built, people):
    lena, ines, omar, _ = people
    with pytest.raises(NotApproved, match="Lena Hart built this report"):
        sign(built, "preparer", ines)
    with pytest.raises(NotApproved, match="Still to sign before: Prepared"):
        sign(built, "legal", ines)
    sign(built, "preparer", lena)
    with pytest.raises(NotApproved, match="You have signed as “Prepared”"):
        sign(built, "legal", lena)
    sign(built, "legal", ines)
    with pytest.raises(NotApproved, match="“Legal” was signed by Ines already"):
        sign(built, "legal", omar)
    with pytest.raises(NotApproved, match="Still to sign before: Operations"):
        sign(built, "officer", omar)
    with pytest.raises(NotApproved, match="Choose the part"):
        sign(built, "chorus", omar)
    assert Signoff.objects.count() == 2


def test_it_refuses_whoever_wrote_words_that_stand_in_it(approvable, people):
    lena, ines, omar, _ = people
    wrote = {"period": approvable, "section": "inquiry", "kind": "reworded", "edited_at": timezone.now()}
    SentenceText.objects.create(key="one", text="We asked.", edited_by=ines, **wrote)
    SentenceText.objects.create(key="two", text="We asked them.", edited_by=omar, **wrote)
    SentenceText.objects.create(key="two", text="We asked all.", edited_by=lena, **wrote)
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=lena)
    built = filing_build(approvable, actor=lena, today=TODAY).snapshot
    sign(built, "preparer", lena)
    with pytest.raises(NotApproved, match="Words of this report are yours"):
        sign(built, "legal", ines)
    sign(built, "legal", omar)


def test_it_takes_no_signature_on_a_report_whose_words_have_changed_since(built, people):
    SentenceText.objects.create(
        period=built.filing.period, section="inquiry", key="one", kind="reworded", text="We asked.",
        edited_by=people[1], edited_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(NotApproved, match="has changed since this report was built"):
        sign(built, "preparer", people[0])


def test_it_refuses_a_draft_an_unsigned_report_and_one_that_was_not_shown(approvable, people):
    lena = people[0]
    unsigned = filing_build(approvable, actor=lena, today=TODAY).snapshot
    with pytest.raises(NotApproved, match="prints no day of signature"):
        sign(unsigned, "preparer", lena)
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=lena)
    with pytest.raises(NotApproved, match="prints no day of signature"):
        sign(unsigned, "preparer", lena)
    signed = filing_build(approvable, actor=lena, today=TODAY).snapshot
    with pytest.raises(NotApproved, match="Another report was built"):
        sign(signed, "preparer", lena, sha256=unsigned.sha256)
    asked(approvable, "Birchfield")
    draft = filing_build(approvable, actor=lena, today=TODAY).snapshot
    with pytest.raises(NotApproved, match="is a draft"):
        sign(draft, "preparer", lena)
    assert not Signoff.objects.exists() and filing_of(approvable).frozen is None


def test_it_refuses_a_report_that_its_evidence_has_left_behind(built, people):
    asked(built.filing.period, "Birchfield")
    with pytest.raises(NotApproved, match="evidence has changed"):
        sign(built, "preparer", people[0])
    assert filing_of(built.filing.period).frozen is None


def test_it_stays_with_the_frozen_text_when_another_is_built(built, people):
    sign(built, "preparer", people[0])
    period = built.filing.period
    period.registrant.overview = "We design something else."
    period.registrant.save()
    other = filing_build(period, actor=people[0], today=TODAY).snapshot
    assert other != built and approval_standing(filing_of(period)).snapshot == built
    with pytest.raises(NotApproved, match="Another report"):
        sign(other, "legal", people[1])
    with pytest.raises(NotApproved, match="Reopen the report"):
        filing_sign_day(period, TODAY, today=TODAY, actor=people[0])


def test_it_asks_everybody_again_after_a_change(built, people):
    filing = all_sign(built, people)
    with pytest.raises(NotApproved, match="Give the reason"):
        filing_reopen(filing, " ", actor=people[1])
    assert filing_reopen(filing, "A manufacturer corrected its file.", actor=people[1]) == 4
    filing.refresh_from_db()
    standing = approval_standing(filing)
    assert filing.frozen is None and not standing.signed and standing.open == ("preparer",)
    assert set(Signoff.objects.values_list("voided_because", flat=True)) == {"A manufacturer corrected its file."}
    assert AuditEvent.objects.get(event="filing.reopened").reason == "A manufacturer corrected its file."
    with pytest.raises(NotApproved, match="Nobody has signed yet"):
        filing_reopen(filing, "Again.", actor=people[1])
    assert approval_standing(all_sign(built, people)).approved


def test_it_takes_the_day_of_signature_between_the_years_end_and_today(approvable, legal):
    for day, why in ((date(2026, 5, 21), "still to come"), (date(2025, 12, 31), "before the end of the period")):
        with pytest.raises(NotApproved, match=why):
            filing_sign_day(approvable, day, today=TODAY, actor=legal)
    assert not Filing.objects.exists()


def test_it_prints_the_signature_with_its_day(built):
    documents = filing_build(built.filing.period, actor=None, today=TODAY).documents
    assert b"/s/ Dana Whitfield" in documents["sd.htm"] and b"May 19, 2026" in documents["sd.htm"]


def test_it_records_the_filing_once_it_is_approved_and_the_signed_document_is_on_file(built, people):
    period, filed = built.filing.period, {"filed_on": TODAY, "today": TODAY, "actor": people[0]}
    number = "0001234567-26-000123"
    sign(built, "preparer", people[0])
    with pytest.raises(NotApproved, match="still to sign: Legal, Operations or finance, Signing officer"):
        filing_filed(filing_of(period), accession_number=number, **filed)
    for part, person in zip(PARTS[1:], people[1:], strict=True):
        sign(built, part, person)
    with pytest.raises(NotApproved, match="accession number looks like"):
        filing_filed(filing_of(period), accession_number="12", **filed)
    with pytest.raises(NotApproved, match="before the day on which it was signed"):
        filing_filed(filing_of(period), accession_number=number, **filed | {"filed_on": date(2026, 5, 18)})
    with pytest.raises(NotApproved, match="not in the due-diligence log"):
        filing_filed(filing_of(period), accession_number=number, **filed)
    on_file(period)
    filing = filing_filed(filing_of(period), accession_number=number, **filed)
    assert (filing.filed_on, filing.accession_number) == (TODAY, number)
    assert AuditEvent.objects.get(event="filing.filed").after["snapshot"] == built.sha256
    with pytest.raises(NotApproved, match="in the meantime"):
        filing_filed(filing_of(period), accession_number=number, **filed)
    with pytest.raises(NotApproved, match="amendment"):
        filing_reopen(filing_of(period), "Late.", actor=people[0])


def test_it_is_held_by_the_database_as_well(built, people):
    sign(built, "preparer", people[0])
    row = {"snapshot": built, "prepared_by": people[0], "signed_at": timezone.now()}
    for part, person in (("legal", people[0]), ("preparer", people[1])):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signoff.objects.create(part=part, person=person, **row)


def test_it_leads_through_the_page(approvable, people, client_for, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)
    lena, ines, omar, olga = map(client_for, people)
    page = reverse("reports:approval", args=[approvable.year])
    assert "Nobody has signed yet" in lena.get(page).content.decode()
    refused = lena.post(reverse("reports:sign_day", args=[approvable.year]), {"signed_on": "soon"})
    assert refused.status_code == 400 and "Enter a day" in refused.content.decode()
    lena.post(reverse("reports:sign_day", args=[approvable.year]), {"signed_on": "2026-05-19"})
    lena.post(reverse("reports:build", args=[approvable.year]))
    [snapshot] = Snapshot.objects.all()
    shown = lena.get(page).content.decode()
    assert snapshot.sha256 in shown and "Sign this report" in shown

    form = {"sha256": snapshot.sha256}
    refused = ines.post(reverse("reports:sign", args=[approvable.year]), form | {"part": "preparer"})
    assert refused.status_code == 400 and "Lena Hart built this report" in refused.content.decode()
    for desk, part in zip((lena, ines, omar, olga), PARTS, strict=True):
        assert desk.post(reverse("reports:sign", args=[approvable.year]), form | {"part": part}).status_code == 302
    assert "Approved, and not yet filed" in lena.get(page).content.decode()

    on_file(approvable)
    assert "evidence has changed" in lena.get(page).content.decode()
    filed = {"filed_on": "2026-05-20", "accession_number": "0001234567-26-000123"}
    lena.post(reverse("reports:filed", args=[approvable.year]), filed)
    shown = lena.get(page).content.decode()
    assert "Form SD is filed" in shown and "0001234567-26-000123" in shown and "Reopen" not in shown


def test_it_lets_the_page_be_reopened_with_a_reason(built, people, client_for):
    sign(built, "preparer", people[0])
    year = built.filing.period.year
    desk = client_for(people[1])
    assert desk.post(reverse("reports:reopen", args=[year]), {"reason": ""}).status_code == 400
    desk.post(reverse("reports:reopen", args=[year]), {"reason": "A name was wrong."})
    shown = desk.get(reverse("reports:approval", args=[year])).content.decode()
    assert "Nobody has signed yet" in shown and "A name was wrong." in shown


def test_it_lets_an_executive_sign_for_operations_or_as_officer_and_nothing_else(
    approvable, built, people, client_for, executive, admin_user, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)
    page, signing = (reverse(f"reports:{name}", args=[approvable.year]) for name in ("approval", "sign"))
    desk, form = client_for(executive), {"sha256": built.sha256}
    assert "Nothing is yours to sign yet" in desk.get(page).content.decode()
    for part in ("preparer", "legal"):
        refused = desk.post(signing, form | {"part": part})
        assert refused.status_code == 400 and "is signed by the legal team" in refused.content.decode()
    sign(built, "preparer", people[0])
    sign(built, "legal", people[1])
    shown = desk.get(page).content.decode()
    assert 'value="operations"' in shown and "Sign this report" in shown and "Keep the day" not in shown
    assert desk.post(signing, form | {"part": "operations"}).status_code == 302
    assert Signoff.objects.get(part="operations").person == executive
    administrator = client_for(admin_user)
    assert "Sign this report" not in administrator.get(page).content.decode()
    assert administrator.post(signing, form | {"part": "officer"}).status_code == 404

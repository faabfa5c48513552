"""Statements, answers in parts, letters and the due-diligence log, as the report tells of them."""

from datetime import UTC, date, datetime

import pytest

from diligence.services import Evidence, action_close, action_open, entry_record
from reports.facts.gather import build_facts
from reports.facts.outreach import Log, LogFact, Outreach, Sent
from reports.prefiling import ALL_CHECKS
from suppliers.models import Letter, Submission
from suppliers.services.requests import request_withdraw
from suppliers.services.review import submission_accept
from suppliers.services.statements import nothing_declare
from tests.reports.examples import GRIEVANCE, draft, facts, words
from tests.suppliers.parts import a_submission, an_upload

TODAY = date(2026, 5, 20)
SAYS = "Nothing that we make for you contains tin, tantalum, tungsten or gold."


def built(period):
    return build_facts(period, today=TODAY)


def test_it_counts_a_statement_as_an_answer_and_not_as_a_cmrt(alder, birchfield, alice, legal):
    a_submission(an_upload(birchfield), state="accepted")
    upload = nothing_declare(alder, actor=alice, name="Alice Alder", title="Director", statement=SAYS)
    submission_accept(upload.submissions.get(), actor=legal)

    found = built(alder.period)

    assert (found.surveyed, found.responded, found.accepted, found.cmrts) == (2, 2, 2, 1)
    assert (found.outreach.statements, found.outreach.statements_accepted) == (1, 1)
    assert found.question_3["out"] == 1


def test_it_says_who_answered_without_a_cmrt():
    said = words(facts(outreach=Outreach(statements=1, statements_accepted=1, workbooks=2)))
    assert "two returned a CMRT that we could read, and one stated without a CMRT" in said
    assert "We received a CMRT from each contract manufacturer" not in said


def test_it_counts_a_manufacturer_once_however_many_parts_its_answer_has(alder):
    for number, covers in enumerate(("Probes", "Appliances")):
        upload = an_upload(alder, sha256=f"{number}" * 64)
        type(upload).objects.filter(pk=upload.pk).update(covers=covers)
        submission = a_submission(upload, state="accepted")
        Submission.objects.filter(pk=submission.pk).update(covers=covers)

    found = built(alder.period)

    assert (found.responded, found.accepted, found.cmrts, len(found.files)) == (1, 1, 2, 2)
    assert "in all, we accepted 12 CMRTs" in words(facts(outreach=Outreach(workbooks=12)))


def test_it_forgets_who_is_no_longer_asked(alder, birchfield):
    a_submission(an_upload(alder), state="accepted")
    request_withdraw(alder, actor=None, reason="Makes nothing for us since 2024.")

    found = built(alder.period)

    assert (found.surveyed, found.responded, found.accepted) == (1, 0, 0)


def a_letter(request, kind, state="sent", day=10):
    at = datetime(2026, 2, day, 9, tzinfo=UTC)
    return Letter.objects.create(
        period=request.period, request=request, kind=kind, language="en", to_address="a@alder.example", subject="s",
        body="b", key=f"{kind}:{request.pk}:{day}", state=state, not_before=at, written_at=at,
        sent_at=at if state in ("sent", "bounced") else None,
    )  # fmt: skip


def test_it_counts_only_letters_that_went_out(alder, birchfield):
    a_letter(alder, "reminder", day=10)
    a_letter(birchfield, "overdue", day=20)
    a_letter(birchfield, "final", state="failed", day=22)
    a_letter(alder, "final", state="bounced", day=23)

    sent = built(alder.period).outreach.reminders

    assert sent == Sent(letters=2, manufacturers=2, first=date(2026, 2, 10), last=date(2026, 2, 20))
    said = words(facts(outreach=Outreach(reminders=sent)))
    assert "We sent two reminders from February 10, 2026 to February 20, 2026 to two contract manufacturers." in said


def test_it_claims_nothing_that_the_log_does_not_hold():
    said = words(facts(log=Log()))
    for claim in ("training", "We are a member of", "raise concerns", "Version ", "We ended"):
        assert claim not in said


def test_it_tells_what_the_log_holds(period, legal, alder):
    paper = Evidence(sha256="a" * 64, name="paper.pdf")
    for kind, told in (
        ("training", {"audience": "suppliers", "subject": "CMRT", "people": "14"}),
        (
            "grievance_channel",
            {"url": "https://meridian.example/speak-up", "outsiders": "yes", "run_by": "the company"},
        ),
        ("management_report", {"to": "our General Counsel", "subject": "Findings of the year."}),
    ):
        entry_record(period, kind, day=date(2025, 11, 3), told=told, evidence=paper, actor=legal)
    action = action_open(
        period, what="Name the refiner.", owner=legal, due_date=date(2026, 1, 1), request=alder, actor=legal
    )
    action_close(action, state="done", outcome="Named.", actor=legal)

    held = built(period).log
    said = words(facts(log=held))

    assert (held.actions, held.actions_done) == (1, 1)
    assert "We held one training for contract manufacturers, in which 14 people took part." in said
    assert "Any interested party can raise concerns" in said and "https://meridian.example/speak-up" in said
    assert "We reported the findings of our due diligence to our General Counsel on November 3, 2025." in said
    assert "We asked for one corrective action, of which one is done." in said


@pytest.mark.parametrize("outsiders", [True, False])
def test_it_calls_a_channel_open_to_outsiders_only_if_it_is(outsiders):
    entry = LogFact(
        "grievance_channel",
        date(2025, 1, 1),
        {"url": "https://meridian.example/speak-up", "outsiders": outsiders, "run_by": "the company"},
    )
    assert ("Any interested party" in words(facts(log=Log(holding=(entry,))))) is outsiders


def test_it_passes_its_own_checks_with_all_of_it():
    log = Log(
        entries=(LogFact("termination", date(2025, 6, 1), {"why": "x"}, "Alder"),),
        holding=(GRIEVANCE, LogFact("retention", date(2025, 1, 1), {"until": "2031-06-30", "where": "here"})),
        actions=3,
        actions_done=1,
    )
    sent = Sent(4, 3, date(2026, 2, 1), date(2026, 3, 1))
    outreach = Outreach(
        statements=1, statements_accepted=1, workbooks=2, reminders=sent, facilities_told=sent, escalations=sent
    )
    plain = {finding.code for finding in ALL_CHECKS.run(draft(facts()))}
    assert {finding.code for finding in ALL_CHECKS.run(draft(facts(log=log, outreach=outreach)))} <= plain


def test_it_names_only_what_was_decided_on_risks():
    entries = tuple(LogFact("risk_decision", date(2025, 5, 1), {"decision": code}) for code in ("continue", "continue"))
    said = words(facts(log=Log(entries=entries)))
    assert "two decisions on identified risks: two to continue with mitigation." in said
    assert "disengage" not in said

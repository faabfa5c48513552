"""Letting a finding before filing pass: who may, what, how long it holds, and where it stands on record."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from cmr import append_only, storage
from cmr.models import AuditEvent, Role, User
from reports.findings.mending import PAGE_OF, mend_of
from reports.findings.standing import standing_of
from reports.findings.waived import fingerprint, waivable
from reports.models import Waiver
from reports.out.binder import binder
from reports.prefiling import ALL_CHECKS, LEAVING
from reports.services import (
    NotWaived,
    blocking,
    filing_build,
    filing_checked,
    filing_sign_day,
    findings_waive,
    snapshot_stale,
    waiver_lift,
)
from reports.services.verification import filing_verify
from smelters.models import DatedRow, DatedTable
from tests.reports.prefiling_cases import FAILING
from tests.reports.signing import SIGNED, TODAY, all_sign

REASON = "Counsel looked at it on 4 May: a namesake."


@pytest.fixture
def legal_client(client_for, legal):
    return client_for(legal)


def found(period, code):
    standing = filing_checked(period, today=TODAY)[1].standing
    return [fingerprint(each) for each in standing if each.code == code]


def waive(period, code, actor, reason=REASON):
    return findings_waive(period, code, found(period, code), reason, actor=actor, today=TODAY)


def sanctioned(as_of=date(2026, 4, 30)):
    table = DatedTable.objects.create(
        kind="sanctions", name="List of sanctions", source="an authority", as_of=as_of, sha256="f" * 64, row_count=1
    )
    DatedRow.objects.create(table=table, row=2, metals=["Tin"], smelter_id="CID003387")


def test_a_warning_passes_with_a_reason_and_no_longer_stands(approvable, people):
    (waiver,) = waive(approvable, "T12", people[1])
    _, checked = filing_checked(approvable, today=TODAY)
    assert "T12" not in {each.code for each in checked.standing}
    assert [(each.code, each.reason, each.decided_by) for each in checked.passed] == [("T12", REASON, str(people[1]))]
    event = AuditEvent.objects.get(event="filing.finding_waived")
    assert (event.actor, event.reason, event.after["said"]) == (people[1], REASON, waiver.said)


def test_what_blocks_cannot_pass_and_the_attempt_is_on_record(approvable, people):
    approvable.registrant.ein = "1"
    approvable.registrant.save()
    with pytest.raises(NotWaived, match=r"F02.* cannot be let pass by anybody"):
        waive(approvable, "F02", people[1])
    assert not Waiver.objects.exists()
    event = AuditEvent.objects.get(event="filing.waiver_refused")
    assert event.actor == people[1] and event.after["code"] == "F02" and event.reason == REASON
    with pytest.raises(NotWaived, match="no such check"):
        findings_waive(approvable, "P99", ["a" * 64], REASON, actor=people[1], today=TODAY)


def test_what_only_tells_need_not_pass(approvable, people):
    approvable.registrant.disclosure_url = "https://investor.meridian.example/sec-filings"
    approvable.registrant.save()
    with pytest.raises(NotWaived, match="nothing to let pass"):
        waive(approvable, "F08", people[1])
    assert not AuditEvent.objects.filter(event="filing.waiver_refused").exists()


def test_filing_in_spite_of_a_sanctions_hit_takes_a_waiver_and_another_table_asks_again(approvable, people):
    sanctioned()
    assert {each.code for each in blocking(filing_checked(approvable, today=TODAY)[1].standing)} == {"G11"}
    waive(approvable, "G11", people[1])
    built = filing_build(approvable, actor=people[0], today=TODAY)
    assert not built.blocking and not built.snapshot.draft
    sanctioned(date(2026, 5, 1))
    approvable.status_as_of = date(2026, 5, 2)
    approvable.save()
    assert "G11" in {each.code for each in filing_checked(approvable, today=TODAY)[1].standing}
    assert Waiver.objects.get().lifted_at is None
    assert [rule.lapsed[0].reason for rule in standing_of(approvable, TODAY, people[1]).blocks] == [REASON]


@pytest.mark.parametrize(("reason", "said"), [("  ", "Say why"), (REASON, "somebody let it pass already")])
def test_it_is_refused_without_a_reason_and_a_second_time(approvable, people, reason, said):
    prints = found(approvable, "T12")
    if reason == REASON:
        waive(approvable, "T12", people[1])
    with pytest.raises(NotWaived, match=said):
        findings_waive(approvable, "T12", prints, reason, actor=people[1], today=TODAY)


def test_it_is_taken_back_once_and_then_counts_again(approvable, people):
    (waiver,) = waive(approvable, "T12", people[1])
    waiver_lift(waiver, actor=people[2])
    assert found(approvable, "T12")
    assert AuditEvent.objects.get(event="filing.waiver_lifted").before["reason"] == REASON
    with pytest.raises(NotWaived, match="already"):
        waiver_lift(waiver, actor=people[2])
    assert len(waive(approvable, "T12", people[1])) == 1


def test_the_snapshot_the_binder_and_the_staleness_know_it(approvable, people):
    before = filing_build(approvable, actor=people[0], today=TODAY).snapshot
    waive(approvable, "T12", people[1])
    assert snapshot_stale(before, TODAY)
    after = filing_build(approvable, actor=people[0], today=TODAY).snapshot
    (kept,) = json.loads(storage.read(after.sha256))["waivers"]
    assert (kept["code"], kept["reason"], kept["decided_by"]) == ("T12", REASON, str(people[1]))
    assert kept["said"] == "The log has no channel for concerns."
    verified = filing_verify(after.filing)
    assert not verified.wrong and any(REASON in each and "T12 was let pass by" in each for each in verified.held)
    cells = [cell.value for row in load_workbook(BytesIO(binder(after)))["Decisions"] for cell in row]
    assert "T12 let pass" in cells and REASON in cells


def test_nothing_is_let_pass_or_taken_back_while_the_report_is_being_approved(built, people):
    period = built.filing.period
    prints = found(period, "T12")
    all_sign(built, people)
    with pytest.raises(NotWaived, match="Reopen it first"):
        findings_waive(period, "T12", prints, REASON, actor=people[1], today=TODAY)


def test_a_row_is_never_changed_or_deleted_but_for_its_lifting(approvable, people):
    append_only.install(connection, Waiver._meta.db_table, ("lifted_by_id", "lifted_at"))
    (waiver,) = waive(approvable, "T12", people[1])
    for change in (lambda: Waiver.objects.update(reason="other"), lambda: Waiver.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    waiver_lift(waiver, actor=people[2])
    assert Waiver.objects.get().lifted_by == people[2]


@pytest.mark.parametrize("code", FAILING)
def test_only_warnings_and_sanctions_may_pass(code):
    """The list: a warning is waivable with a reason, what blocks is not; the screening of sanctions is not on it."""
    for finding in ALL_CHECKS.run(FAILING[code]()):
        sanctions = finding.code in ("G11", "G13", "G16")
        assert waivable(finding) is (finding.severity == "warn" or (sanctions and finding.severity == "block"))


def test_the_page_groups_what_was_found_and_takes_a_reason(approvable, legal_client):
    page = reverse("reports:filing", args=[2025])
    shown = legal_client.get(page).content.decode()
    assert "Nothing blocks the filing." in shown and "The log has no channel for concerns." in shown
    assert shown.count("Let it pass</button>") == len(re.findall(r'id="needs-\d+"', shown))
    sent = {"code": "T12", "fingerprint": found(approvable, "T12"), "reason": ""}
    empty = legal_client.post(reverse("reports:waive", args=[2025]), sent)
    assert empty.status_code == 400 and "Say why it may pass." in empty.content.decode()
    legal_client.post(reverse("reports:waive", args=[2025]), sent | {"reason": REASON})
    shown = legal_client.get(page).content.decode()
    assert REASON in shown and "Take back" in shown and "some of them because what they found was let pass" in shown
    legal_client.post(reverse("reports:waiver_lifted", args=[Waiver.objects.get().pk]))
    assert found(approvable, "T12")


def test_what_blocks_has_no_button_and_the_request_is_refused(approvable, legal_client):
    approvable.registrant.ein = "1"
    approvable.registrant.save()
    shown = legal_client.get(reverse("reports:filing", args=[2025])).content.decode()
    blocks = shown[shown.index('id="blocks-1"') : shown.index('id="look"')]
    assert "EIN" not in blocks and "employer identification number" in blocks and "Let it pass" not in blocks
    sent = {"code": "F02", "fingerprint": found(approvable, "F02"), "reason": REASON}
    refused = legal_client.post(reverse("reports:waive", args=[2025]), sent)
    assert refused.status_code == 400 and "cannot be let pass by anybody" in refused.content.decode()
    assert AuditEvent.objects.filter(event="filing.waiver_refused").count() == 1


def test_both_pages_and_the_command_count_alike(approvable, legal_client):
    approvable.registrant.ein = approvable.registrant.state_of_incorporation = ""
    approvable.registrant.save()
    said = "2 findings block the filing."
    for name in ("filing", "blocking"):
        assert said in legal_client.get(reverse(f"reports:{name}", args=[2025])).content.decode()
    assert filing_build(approvable, actor=None, today=TODAY).snapshot.blocking == 2


def test_it_lists_every_check_with_its_state(approvable, legal_client):
    shown = legal_client.get(reverse("reports:filing", args=[2025])).content.decode()
    for check in (*ALL_CHECKS, *LEAVING):
        assert f'class="mono">{check.code}</th>' in shown


def test_whoever_signs_reads_what_was_let_pass_and_what_is_still_to_be_done(approvable, people, client_for):
    waive(approvable, "T12", people[1])
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=people[0])
    built = filing_build(approvable, actor=people[0], today=TODAY).snapshot
    page, counsel = reverse("reports:approval", args=[2025]), client_for(people[2])
    shown = counsel.get(page).content.decode()
    assert "Let pass in this report" in shown and REASON in shown and "When it is filed" not in shown
    all_sign(built, people)
    shown = counsel.get(page).content.decode()
    assert "is not in the due-diligence log. Enter it under step 5 first" in shown
    assert "No copy for the website was made." in shown


def test_every_finding_leads_to_the_page_where_it_is_put_right(period, legal):
    keeper = User(email="ada@meridian.example", role=Role.ADMIN, is_superuser=True)
    ours = {"F03", "F05", "F15", "P03", "P04", "P05"}  # written by the programme alone
    assert {check.code for check in (*ALL_CHECKS, *LEAVING)} - set(PAGE_OF) == ours
    for code in PAGE_OF:
        assert mend_of(code, period, keeper).url.startswith("/")
    assert mend_of("F02", period, legal) is None and mend_of("T12", period, legal)

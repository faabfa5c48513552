"""Letting a finding before filing pass: a named person, a reason, exactly what was found; and taking it back.

What the list of checks does not let pass is refused, and that somebody tried stands in the log.
"""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit
from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod, User
from reports.findings.waived import fingerprint, waivable
from reports.models import Filing, Waiver
from reports.prefiling import ALL_CHECKS
from reports.services.build import filing_checked, filing_of


class NotWaived(ValueError):
    """A finding that cannot be let pass, or a waiver that cannot be lifted; the text says why."""


def findings_waive(
    period: ReportingPeriod, code: str, fingerprints: Collection[str], reason: str, *, actor: User, today: date
) -> list[Waiver]:
    """Let pass what a check found, each of the findings named, with one reason.

    Raises NotWaived for a finding that may not pass (and records the attempt), that is no longer there, without a
    reason, and while the report is being approved.
    """
    rule = ALL_CHECKS.get(code)
    found = {fingerprint(each): each for each in filing_checked(period, today=today)[1].standing if each.code == code}
    asked = [found[each] for each in dict.fromkeys(fingerprints) if each in found]
    if rule is None:
        raise NotWaived("There is no such check.")
    if any(each.severity == Severity.INFO for each in asked):
        raise NotWaived(f"“{rule.title}” ({code}) only tells; there is nothing to let pass.")
    blocks = rule.severity == Severity.BLOCK and not rule.waivable
    if any(not waivable(each) for each in asked) or (blocks and not asked):
        _refused(period, code, asked, reason, actor)
        raise NotWaived(
            f"“{rule.title}” ({code}) cannot be let pass by anybody; it blocks until it is put right. That you tried "
            "is in the log."
        )
    if not asked or len(asked) != len(set(fingerprints)):
        raise NotWaived("The report says something else by now, or somebody let it pass already. Look at it again.")
    if not reason.strip():
        raise NotWaived("Say why it may pass. The reason is kept with the report, under your name.")
    try:
        with transaction.atomic():
            _refuse_while_approved(period)
            return [_waive(period, each, reason.strip(), actor) for each in asked]
    except IntegrityError:
        raise NotWaived("Somebody let it pass in the meantime. Look at it again.") from None


@transaction.atomic
def waiver_lift(waiver: Waiver, reason: str = "", *, actor: User) -> None:
    """Take it back: from now on the finding counts again. Raises NotWaived when somebody was faster."""
    _refuse_while_approved(waiver.period)
    standing = Waiver.objects.filter(pk=waiver.pk, lifted_at=None)
    if not standing.update(lifted_by=actor, lifted_at=timezone.now()):
        raise NotWaived("This was taken back already.")
    before = {"code": waiver.code, "said": waiver.said, "reason": waiver.reason}
    audit.record("filing.waiver_lifted", actor, waiver, before=before, after={}, reason=reason.strip())


def _waive(period: ReportingPeriod, finding: Finding, reason: str, actor: User) -> Waiver:
    waiver = Waiver.objects.create(
        period=period,
        code=finding.code,
        fingerprint=fingerprint(finding),
        said=ALL_CHECKS.message(finding.code, finding.params),
        reason=reason,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    after = {"code": waiver.code, "fingerprint": waiver.fingerprint, "said": waiver.said}
    audit.record("filing.finding_waived", actor, waiver, after=after, reason=reason)
    return waiver


def _refused(period: ReportingPeriod, code: str, asked: Collection[Finding], reason: str, actor: User) -> None:
    """On record, whatever becomes of the request: somebody wanted to file in spite of it."""
    said = [ALL_CHECKS.message(each.code, each.params) for each in asked]
    audit.record("filing.waiver_refused", actor, period, after={"code": code[:8], "said": said}, reason=reason.strip())


def _refuse_while_approved(period: ReportingPeriod) -> None:
    """Locks the filing's row by an update that changes nothing, so that nobody signs in between."""
    filing = filing_of(period)
    if filing is None:
        return
    if not Filing.objects.filter(pk=filing.pk, frozen=None, filed_on=None).update(frozen=None):
        raise NotWaived(
            "The report is being approved or was filed with what was let pass. Reopen it first; what is filed is "
            "changed by an amendment."
        )

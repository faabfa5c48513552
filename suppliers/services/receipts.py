"""The letter that follows a file: its receipt, and what the checks made of it, in the sender's language.

A manufacturer that closes the page learns all the same that something is still to be corrected.
"""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cmr.findings import Severity
from cmr.models import Role
from suppliers.models import Campaign, FindingRow, LetterKind, Submission, Upload
from suppliers.refusals import refusal_said
from suppliers.services.letters import letter_write
from suppliers.services.settling import findings_not_waived, waivers_standing
from suppliers.shown import TEAM_ONLY, things_in_words, things_to_do


def receipt_write(upload: Upload, submission: Submission | None, findings: Sequence[FindingRow] = ()) -> None:
    """Write to whoever sent the file, in a year that is collected by letter; nothing for a mere check.

    `submission` is None for a file that could not be read. Call it in the transaction that ends the reading.
    """
    sender, request = upload.uploaded_by, upload.request
    if upload.draft or sender is None or sender.role != Role.MANUFACTURER or not sender.is_active:
        return
    if not Campaign.objects.filter(period=request.period_id).exists():
        return
    with translation.override(sender.language):
        result = _result(upload, submission, findings)
    letter_write(
        LetterKind.RECEIPT,
        period=request.period,
        to=sender,
        request=request,
        key=f"receipt:{upload.pk}:{submission.reader_version if submission else 'unread'}",
        values={"receipt": upload.receipt, "file": upload.file_name, "result": result},
        actor=None,
    )


def _result(upload: Upload, submission: Submission | None, findings: Sequence[FindingRow]) -> list[str]:
    if submission is None:
        return [_("We could not read this file as a CMRT"), refusal_said(upload.reason_code, upload.reason)]
    told = [row for row in findings if row.code not in TEAM_ONLY]
    told = findings_not_waived(told, submission.document, waivers_standing(upload.request, upload.covers))
    to_correct = things_to_do(told, Severity.BLOCK, submission.document)
    if not to_correct:
        return [_("Complete: we found nothing to correct")]
    return [_("To correct"), *things_in_words(to_correct)]

"""What settles a finding beside a correction: the manufacturer's reason to a question, or the team letting it pass.

Both are kept under the code and the fingerprint of what was found, for one part of a request: they hold for every later
file that shows exactly the same, and lapse with the first that shows anything else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmr.findings import Severity
from suppliers import explaining
from suppliers.models import CorrectionRequest, Explanation, FindingRow, FindingWaiver, Request, Submission
from suppliers.shown import fingerprints_of

# The answers to each question, by code and fingerprint of what was found; the oldest first.
Given = dict[tuple[str, str], list[Explanation]]
Waived = dict[tuple[str, str], FindingWaiver]


def explanations_given(request: Request, covers: str) -> Given:
    """What was explained about this part of a request; one query."""
    given: Given = defaultdict(list)
    for row in Explanation.objects.filter(request=request, covers=covers).select_related("given_by").order_by("id"):
        given[row.code, row.fingerprint].append(row)
    return given


def said_after(explanations: Sequence[Explanation], correction: CorrectionRequest) -> bool:
    """Whether the newest of them answers a correction, and is not what the reviewer had read before asking for it."""
    return bool(explanations) and explanations[-1].given_at > correction.asked_at


def waivers_standing(request: Request, covers: str) -> Waived:
    """What the team lets pass in this part of a request; one query."""
    rows = FindingWaiver.objects.filter(request=request, covers=covers, lifted_at=None).select_related("decided_by")
    return {(row.code, row.fingerprint): row for row in rows}


def findings_not_waived(rows: Iterable[FindingRow], document: Mapping[str, Any], waived: Waived) -> list[FindingRow]:
    """The findings of a file without those that the team lets pass."""
    rows = list(rows)
    passed = (
        {key for key, one in fingerprints_of(rows, document).items() if (key[0], one) in waived} if waived else set()
    )
    return [row for row in rows if (row.code, row.severity) not in passed]


def blocking_open(rows: Iterable[FindingRow], document: Mapping[str, Any], request: Request, covers: str) -> int:
    """How many blocking findings nothing settled: neither a correction, nor a reason to a question, nor the team."""
    blocking = [row for row in rows if row.severity == Severity.BLOCK]
    if not blocking:
        return 0
    blocking = findings_not_waived(blocking, document, waivers_standing(request, covers))
    asked = explaining.questions((row.code, row.severity, row.params) for row in blocking)
    given = explanations_given(request, covers) if asked else {}
    settled = {code for (code, _), fingerprint in asked.items() if (code, fingerprint) in given}
    return sum(row.code not in settled for row in blocking)


def nothing_left(submission: Submission, findings: Sequence[FindingRow]) -> bool:
    """Nothing blocks any more, and where a person asked for correction, all that they chose is settled."""
    request, covers = submission.request, submission.covers
    if blocking_open(findings, submission.document, request, covers):
        return False
    if submission.decided_at is None:
        return True
    correction = submission.corrections.order_by("-id").first()
    chosen = {(found["code"], found["severity"]) for found in correction.findings} if correction else set()
    known = fingerprints_of(findings, submission.document)
    given = explanations_given(request, covers)
    said = {key for key, words in given.items() if correction and said_after(words, correction)}
    settling = {*said, *waivers_standing(request, covers)}
    settled = {key for key, one in known.items() if (key[0], one) in settling}
    return bool(chosen) and chosen <= settled

"""A declaration beside the one accepted for the year before: what changed, at a glance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from suppliers.cmrt.diff import diff
from suppliers.models import Mention, Submission
from suppliers.shown import answer_words
from suppliers.stored import document_of


@dataclass(frozen=True, slots=True)
class AnswerChange:
    question: str
    metal: str
    before: str
    now: str
    cell: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Answers that changed, and smelters that came or went, by name and ID."""

    year: int
    answers: tuple[AnswerChange, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    company: tuple[AnswerChange, ...] = ()

    @property
    def before(self) -> dict[str, str]:
        """By cell what stood there the year before, where the answer changed."""
        return {change.cell: change.before or _("no answer") for change in (*self.answers, *self.company)}


def compared_with_last_year(submission: Submission, mentions: Iterable[Mention]) -> Comparison | None:
    """Beside what was accepted for the year before, of the same products or of all; two queries, None without one."""
    year = submission.request.period.year - 1
    accepted = Submission.objects.filter(
        request__supplier=submission.request.supplier_id,
        request__period__year=year,
        state=Submission.State.ACCEPTED,
        covers__in={submission.covers, ""},
    )
    earlier = accepted.order_by("-covers").first()
    if earlier is None:
        return None
    changes = diff(document_of(earlier, earlier.mentions.all()), document_of(submission, mentions))
    answers, company = _changed(changes["answers"]), _changed(changes["company_answers"])
    smelters = changes["smelters"]
    return Comparison(year, answers, _named(smelters["added"]), _named(smelters["gone"]), company)


def _changed(changes: Iterable[Mapping[str, Any]]) -> tuple[AnswerChange, ...]:
    return tuple(
        AnswerChange(
            question=change["question"],
            metal=change.get("metal", ""),
            before=answer_words(change["old"]),
            now=answer_words(change["new"]),
            cell=change["cell"] or "",
        )
        for change in changes
        if change["field"] == "answer"
    )


def _named(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """In the order of metals and names: "Aurora Refining (Gold, CID900001)"."""
    ordered = sorted(rows, key=lambda row: (row["metal"] or "", (row["name"] or "").casefold()))
    return tuple(
        f"{row['name'] or row['smelter_id'] or '?'} ({', '.join(filter(None, [row['metal'], row['smelter_id']]))})"
        for row in ordered
    )

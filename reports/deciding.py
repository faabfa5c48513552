"""The page on which a named person decides what is filed, one question at a time, with what the data says beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from cmr.vocab import METALS
from reports.determination.evidence import Proposal
from reports.determination.tree import BY_CODE, QUESTIONS, Question, leaf_of_all
from reports.facts.sheet import FilingFacts
from reports.models import Determination
from reports.services import Branch, NotDecided, branches, determination_decide, facts_now, families_of


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question with the branches in which it is the next, and the answer the data leads to in all of them, if one."""

    question: Question
    branches: tuple[Branch, ...]
    proposed: str


@require_safe
def decision(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, period_for(year))


@require_POST
def decide(request: HttpRequest, year: int) -> HttpResponse:
    """Take an answer, for all the metals and families ticked."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    chosen = [value.split("|", 1) for value in request.POST.getlist("branch") if "|" in value]
    known = {(family, metal.value) for family in families_of(period) for metal in METALS}
    try:
        for family in dict.fromkeys(family for family, _ in chosen) or [""]:
            metals = [metal for of, metal in chosen if of == family and (of, metal) in known]
            determination_decide(
                period,
                facts,
                request.POST.get("question", ""),
                request.POST.get("answer", ""),
                metals=metals,
                families=[family],
                rationale=request.POST.get("rationale", ""),
                actor=request.user,
            )
    except NotDecided as error:
        return _page(request, period, error=str(error), facts=facts, status=400)
    messages.success(request, "Decided, and kept with your name and your reason.")
    return redirect("reports:decision", year)


def _page(
    request: HttpRequest,
    period: ReportingPeriod,
    *,
    error: str = "",
    facts: FilingFacts | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = facts or facts_now(period, timezone.localdate())
    found = branches(period, facts)
    asked = _open(found)
    again = request.GET.get("again", "")
    if again in BY_CODE:
        asked = [_whole(BY_CODE[again], found), *asked]
    context = {
        "period": period,
        "branches": found,
        "several": len({branch.family for branch in found}) > 1,
        "asked": asked[0] if asked else None,
        "more": sum(len(each.branches) for each in asked),
        "leaf": leaf_of_all(branch.leaf for branch in found),
        "contradicted": [branch for branch in found if branch.because],
        "history": Determination.objects.filter(period=period).select_related("decided_by").order_by("-id")[:100],
        "error": error,
        "given": request.POST,
    }
    return render(request, "reports/decision.html", context, status=status)


def _open(found: Sequence[Branch]) -> list[OpenQuestion]:
    """The questions that are open somewhere, in the tree's order."""
    return [
        _asked(question, [branch for branch in found if branch.open == question])
        for question in QUESTIONS
        if any(branch.open == question for branch in found)
    ]


def _whole(question: Question, found: Iterable[Branch]) -> OpenQuestion:
    """A question asked again, wherever it lies on the way."""
    on_way = [branch for branch in found if any(each.question == question for each in branch.decided)]
    return _asked(question, on_way)


def _asked(question: Question, found: Sequence[Branch]) -> OpenQuestion:
    answers = {_said(branch, question).answer for branch in found}
    return OpenQuestion(question, tuple(found), answers.pop() if len(answers) == 1 else "")


def _said(branch: Branch, question: Question) -> Proposal:
    for each in branch.decided:
        if each.question == question:
            return each.proposal
    return branch.proposal

"""The pages on which the team words the report: contents, a section, a sentence with its history, a look while writing.

Everyone on the desk reads; the legal team writes (`cmr.access`). The server decides what is kept, and the look says
beforehand what it would decide.
"""

import unicodedata
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from reports.facts.gather_texts import newest_texts, texts_last_year, texts_to_take_over
from reports.facts.sheet import FilingFacts
from reports.models import SentenceText
from reports.narrative.compose import compose_report
from reports.narrative.parts import Para, Points, Wording
from reports.narrative.placeholders import PLACEHOLDERS
from reports.narrative.rules import rules_of
from reports.prefiling.edits import kept_words
from reports.selectors import report_before
from reports.services import facts_now, filing_check
from reports.services.texts import (
    Do,
    Given,
    NotTaken,
    Place,
    facts_lately,
    facts_with,
    findings_at,
    place_of,
    refuse_frozen,
    text_keep,
    text_made,
    why_not,
    why_unfit,
)
from reports.texts.pieces import Piece, pieces
from reports.texts.redline import Kind as Changed
from reports.texts.redline import compared
from reports.texts.shown import Told, contents_shown, line_of, section_shown, told_of

SAID = {
    Do.REWORD: "Kept. The report says it in your words now.",
    Do.ADD: "Added. The sentence stands in the report now.",
    Do.LEAVE_OUT: "Left out. The sentence no longer stands in the report; it can come back at any time.",
    Do.RESTORE: "Back to the text as delivered. What was written stays in the history.",
    Do.CONFIRM: "Confirmed with your name and your reason.",
}


@require_safe
def contents(request: HttpRequest, year: int) -> HttpResponse:
    """The sections in order, each with what the team did to it and what stands against it."""
    period = period_for(year)
    facts, findings = filing_check(period, today=timezone.localdate())
    lost = [each for each in findings if each.code == "W02"]
    context = {
        "facts": facts,
        "rules": rules_of(facts),
        "entries": contents_shown(facts, findings),
        "lost": told_of(lost),
        **_common(period),
    }
    return render(request, "reports/edit_contents.html", context)


@require_safe
def whole(request: HttpRequest, year: int) -> HttpResponse:
    """The exhibit from beginning to end, as it prints, each section with the way to its words."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    rows = newest_texts(period)
    entries = [entry for entry in contents_shown(facts, ()) if entry.printed]
    context = {
        "facts": facts,
        "parts": [(entry, section_shown(facts, entry.section, rows)) for entry in entries],
        **_common(period),
    }
    return render(request, "reports/edit_whole.html", context)


@require_safe
def section(request: HttpRequest, year: int, section: str) -> HttpResponse:
    """One section: every sentence that it can say, and the section as it prints."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    entries = contents_shown(facts, ())
    at = next((number for number, each in enumerate(entries) if each.section.key == section), None)
    if at is None:
        raise Http404
    groups = section_shown(facts, entries[at].section, newest_texts(period))
    said = [line.said.key for group in groups for line in group.lines]
    context = {
        "facts": facts,
        "entry": entries[at],
        "before": entries[at - 1] if at else None,
        "after": entries[at + 1] if at + 1 < len(entries) else None,
        "groups": groups,
        "take_over": [(row, _place_for(row, said)) for row in texts_to_take_over(period, section) if said],
        "sentences": sum(len(group.printed) for group in groups),
        "hidden": sum(len(group.hidden) for group in groups),
        **_common(period),
    }
    return render(request, "reports/edit_section.html", context)


@require_safe
def sentence(request: HttpRequest, year: int, section: str, name: str) -> HttpResponse:
    """One sentence with its history, to be worded; with ?add a new one after it."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    place = _place_or_404(facts, section, name)
    adds = "add" in request.GET
    text = "" if adds else place.said.text
    if earlier := texts_last_year(period).get(request.GET.get("from", "")):
        text = earlier.text
    return _page(request, period, facts, place, adds, text)


@require_POST
def look(request: HttpRequest, year: int, section: str, name: str) -> HttpResponse:
    """What a text would print and what would be said of it; nothing is kept."""
    period = period_for(year)
    facts = facts_lately(period, timezone.localdate())
    place = _place_or_404(facts, section, name)
    adds, text = _do(request) == Do.ADD, request.POST.get("text", "")
    if request.headers.get("HX-Request"):
        seen = _look(facts, place, adds, text)
        return render(request, "reports/_edit_look.html", {"look": seen, "period": period})
    return _page(request, period, facts, place, adds, text)


@require_POST
def keep(request: HttpRequest, year: int, section: str, name: str) -> HttpResponse:
    """Keep a text, leave a sentence out, bring back the one delivered, or confirm one."""
    period, do = period_for(year), _do(request)
    given = Given(request.POST.get("text", ""), "apart" in request.POST, request.POST.get("reason", ""))
    today, seen = timezone.localdate(), request.POST.get("seen", "")
    try:
        row = text_keep(
            period,
            f"{section}.{name}",
            do,
            given,
            seen=int(seen) if seen.isdecimal() else 0,
            today=today,
            actor=request.user,
        )
    except NotTaken as error:
        facts = facts_now(period, today)
        place = _place_or_404(facts, section, name)
        text = given.text if do in (Do.REWORD, Do.ADD) else place.said.text
        return _page(request, period, facts, place, do == Do.ADD, text, error=str(error))
    messages.success(request, SAID[do])
    return redirect(f"{reverse('reports:text_section', args=[year, section])}#{row.key.partition('.')[2]}")


@require_safe
def last_year(request: HttpRequest, year: int) -> HttpResponse:
    """This year's text against last year's, sentence by sentence."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    older = report_before(facts)
    lines = compared(older.report, compose_report(facts), kept_words(facts)) if older else []
    context = {
        "older": older,
        "lines": lines,
        "counts": [(kind, sum(line.kind == kind for line in lines)) for kind in Changed],
        **_common(period),
    }
    return render(request, "reports/edit_last_year.html", context)


class Look(NamedTuple):
    """A text in its paragraph, as it would print, and what would be said of it."""

    around: list[tuple[bool, list[Piece]]]
    in_list: bool
    findings: list[Told]
    refused: str


def _look(facts: FilingFacts, place: Place, adds: bool, text: str) -> Look:
    """The paragraph as it would print with a text, and why the text would be refused, if so."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    made = text_made(facts, place, Do.ADD if adds else Do.REWORD, Given(words))
    changed = facts if made is None or (not adds and words == place.said.text) else facts_with(facts, made, made.key)
    key = made.key if made and adds else place.said.key
    there = place_of(changed, key)
    assert there
    refused = why_unfit(words) if words else ""
    if not refused and changed is not facts:
        refused = why_not(facts, place, made)
    found = told_of(findings_at(changed, there)) if words else []
    around, in_list = _around(changed, there, [each.words for each in found])
    return Look(around, in_list, found, refused)


def _around(facts: FilingFacts, place: Place, bad: list[str]) -> tuple[list[tuple[bool, list[Piece]]], bool]:
    """The sentences of the paragraph in which a sentence stands, with whether it is the one; whether it is a list."""
    wording = Wording(facts.texts)
    for item in place.section.items:
        if isinstance(item, Para | Points):
            said = list(wording.said(place.section.key, item.sentences, facts))
            if any(each.key == place.said.key for each in said):
                around = [
                    (here := each.key == place.said.key, pieces(each.filled(facts), facts.year, bad if here else ()))
                    for each in said
                    if each.printed or each.key == place.said.key
                ]
                return around, isinstance(item, Points)
    return [], False


def _page(
    request: HttpRequest,
    period: ReportingPeriod,
    facts: FilingFacts,
    place: Place,
    adds: bool,
    text: str,
    error: str = "",
) -> HttpResponse:
    rows = newest_texts(period)
    said = place.said
    newest = rows.get(said.key)
    history = SentenceText.objects.filter(period=period, key=said.key).select_related("edited_by").order_by("-id")
    rules = rules_of(facts)
    last_year = texts_last_year(period).get(said.key)
    context = {
        "facts": facts,
        "section": place.section,
        "line": line_of(facts, place, rows),
        "adds": adds,
        "do": Do.ADD if adds else Do.REWORD,
        "text": text,
        "given": request.POST,
        "error": error,
        "seen": newest.pk if newest else 0,
        "look": _look(facts, place, adds, text) if text else None,
        "fixed": rules.why_fixed(said.key, said.ours) if said.ours and not adds else "",
        "demanded": rules.why_demanded(said.key, said.ours) if said.ours else "",
        "last_year": last_year if last_year and last_year.text != said.text else None,
        "history": history,
        "placeholders": [
            (name, item.meaning, item.text(facts), item.count is not None)
            for name, item in sorted(PLACEHOLDERS.items(), key=lambda each: each[1].meaning.casefold())
        ],
        **_common(period),
    }
    return render(request, "reports/edit_sentence.html", context, status=400 if error else 200)


def _common(period: ReportingPeriod) -> dict[str, Any]:
    try:
        refuse_frozen(period)
    except NotTaken as error:
        return {"period": period, "frozen": str(error)}
    return {"period": period, "frozen": ""}


def _place_for(row: SentenceText, said: list[str]) -> str:
    """The name of the sentence at which last year's text belongs: its own, the one it followed, or the last."""
    key = next((key for key in (row.key, row.after) if key in said), said[-1])
    return key.partition(".")[2]


def _do(request: HttpRequest) -> Do:
    given = request.POST.get("do", "")
    return Do(given) if given in list(Do) else Do.REWORD


def _place_or_404(facts: FilingFacts, section: str, name: str) -> Place:
    place = place_of(facts, f"{section}.{name}")
    if place is None:
        raise Http404
    return place

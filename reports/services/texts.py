"""The team's words in the report: kept with who, when and on which facts; refused where they would contradict them.

What can be an accident (a number typed by hand, a name of the past) is kept, and its finding blocks the filing until it
is mended. What says the contrary of the evidence is not kept: the attempt is recorded. Every refusal is a sentence
(NotTaken).
"""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmr import audit
from cmr.findings import CheckSet, Finding, Severity
from cmr.models import AuditHead, ReportingPeriod, User
from reports.document import Part, Report
from reports.facts.gather_texts import newest_texts
from reports.facts.sheet import FilingFacts
from reports.facts.texts import TeamText
from reports.models import Filing, SentenceText
from reports.narrative.compose import exhibit
from reports.narrative.parts import Said, Section, Wording
from reports.narrative.placeholders import PLACEHOLDERS, holes, unfillable, without_holes
from reports.narrative.rules import rules_of
from reports.prefiling import ALL_CHECKS
from reports.prefiling.draft import Draft
from reports.prefiling.edits import EDITS, why_refused
from reports.prefiling.wording import findings_of_text
from reports.services.build import facts_now, filing_of

Kind = SentenceText.Kind
LONGEST = 4000
# The checks that a contradiction breaks: counts, places and origins, the label, the conclusion, all and none.
CONTRADICTIONS = CheckSet(
    "contradictions",
    tuple(
        each
        for each in ALL_CHECKS
        if each.severity == Severity.BLOCK and (each.code[0] in "CG" or each.code in ("T04", "T08", "W04"))
    ),
)


class NotTaken(ValueError):
    """A text that is not kept; the text says why and what would change it."""


class Do(StrEnum):
    """What a person does to a sentence; the value is the verb of the audit event."""

    REWORD = "reworded"
    ADD = "added"
    LEAVE_OUT = "left_out"
    RESTORE = "restored"
    CONFIRM = "confirmed"


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence in its section, as it stands now."""

    section: Section
    said: Said


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: the words, whether they make a paragraph of their own, and why."""

    text: str = ""
    apart: bool = False
    reason: str = ""


def facts_lately(period: ReportingPeriod, today: date) -> FilingFacts:
    """The facts for a look while somebody writes, read again when the log has moved on or a minute is over.

    Without the cells behind them: a year of millions of rows is not read at each word. What is kept is decided on the
    facts of the moment.
    """
    head = AuditHead.objects.filter(pk=1).values_list("hash", flat=True).first()
    return _facts_light(period.pk, head, today, int(monotonic() // 60))


@lru_cache(maxsize=2)
def _facts_light(period: int, head: str | None, today: date, minute: int) -> FilingFacts:
    facts = facts_now(ReportingPeriod.objects.select_related("registrant").get(pk=period), today)
    return replace(facts, files=(), annex=tuple(replace(row, sources=()) for row in facts.annex))


def place_of(facts: FilingFacts, key: str) -> Place | None:
    """The sentence of a key, ours or the team's own; None where the report has none."""
    for section, said in said_in(facts):
        if said.key == key:
            return Place(section, said)
    return None


def said_in(facts: FilingFacts) -> list[tuple[Section, Said]]:
    """Every sentence that the report can say, printed or not, in order."""
    wording = Wording(facts.texts)
    return [
        (section, said)
        for section in rules_of(facts).sections
        for said in wording.said(section.key, [each for _, each in section.sentences()], facts)
    ]


def text_made(facts: FilingFacts, place: Place, do: Do, given: Given) -> TeamText | None:
    """The text as it would stand, with the facts that it rests on as they are now; None for the text as delivered."""
    said = place.said
    if do == Do.RESTORE:
        return None
    if do == Do.CONFIRM:
        assert said.team
        return _resting(replace(said.team, reason=given.reason), facts)
    if do == Do.LEAVE_OUT:
        after = said.team.after if said.team else ""
        text = said.text if said.ours is None else ""
        return _resting(TeamText(place.section.key, said.key, Kind.LEFT_OUT, text, after, reason=given.reason), facts)
    own, after = said.ours is None, said.team.after if said.team else ""
    key = said.key
    if do == Do.ADD:
        key, after = f"{place.section.key}.own-{uuid.uuid4().hex[:10]}", said.key
    kind = Kind.ADDED if own or do == Do.ADD else Kind.REWORDED
    made = TeamText(place.section.key, key, kind, given.text, after, given.apart, reason=given.reason)
    return _resting(made, facts)


def facts_with(facts: FilingFacts, made: TeamText | None, key: str) -> FilingFacts:
    """The facts as they would be with a text in force, or without the one of a key."""
    held = {text.key: text for text in facts.texts}
    if made is None:
        held.pop(key, None)
    else:
        held[made.key] = made
    return replace(facts, texts=tuple(held.values()))


def findings_at(facts: FilingFacts, place: Place) -> list[Finding]:
    """What the checks before filing say of one sentence as it stands, in its place."""
    said = place.said
    # These checks read the team's texts and the facts; the report itself need not be composed for them.
    texts_alone = Draft(facts, Report(facts.filer.name, ""), {}, facts.due_date)
    found = [each for each in EDITS.run(texts_alone) if each.params.get("key") == said.key]
    return found + findings_of_text(said.filled(facts), facts, place.section.title) if said.printed else found


def why_not(facts: FilingFacts, place: Place, made: TeamText | None) -> str:
    """Why a text cannot stand: the rule set asks for the sentence, or the words contradict the evidence."""
    said = place.said
    if made and said.ours and made.key == said.key and (why := why_refused(facts, said.ours.text, made.key, made.kind)):
        return f"This sentence cannot be {'left out' if made.kind == Kind.LEFT_OUT else 'reworded'}: {why}."
    new = _contradictions(facts_with(facts, made, said.key)).items() - _contradictions(facts).items()
    told = sorted({message for _, message in new})
    return f"This contradicts the evidence, and is not kept. {' '.join(told)}" if told else ""


def text_keep(
    period: ReportingPeriod, key: str, do: Do, given: Given, *, seen: int, today: date, actor: User
) -> SentenceText:
    """Keep what a person does to a sentence. `seen` is the newest text of it that the person saw (0: none).

    Raises NotTaken for what is not plain text with known placeholders, for what the rules or the evidence speak
    against (which is recorded), while the report is being approved, and when somebody else was faster.
    """
    refuse_frozen(period)
    facts = facts_now(period, today)
    place = place_of(facts, key)
    if place is None:
        raise NotTaken("The report has no such sentence any more. Go back to the section.")
    given = _cleaned(place, do, given)
    made = text_made(facts, place, do, given)
    if why := why_not(facts, place, made):
        audit.record("sentence.refused", actor, period, after={"key": key, "text": given.text, "to": do}, reason=why)
        raise NotTaken(f"{why} The attempt is on record.")
    return _keep(period, place, do, made, given, seen, actor)


def refuse_frozen(period: ReportingPeriod) -> None:
    """Raise NotTaken while the words stand as they were signed or filed."""
    filing = filing_of(period)
    if filing and filing.filed_on:
        raise NotTaken("The report was filed, and its words stand. An amendment, opened under Approval, changes them.")
    if filing and filing.frozen_id:
        raise NotTaken("The report is being approved, and its words stand as signed. Reopen it under Approval first.")


@transaction.atomic
def _keep(
    period: ReportingPeriod, place: Place, do: Do, made: TeamText | None, given: Given, seen: int, actor: User
) -> SentenceText:
    key = made.key if made else place.said.key
    # Whoever signs, or writes at the same moment, updates this row too: one of the two waits for the other.
    if not Filing.objects.filter(period=period, frozen=None, filed_on=None).update(number=F("number")):
        refuse_frozen(period)
        Filing.objects.get_or_create(period=period, number=0)
    newest = newest_texts(period).get(place.said.key)
    if (newest.pk if newest else 0) != seen:
        raise NotTaken("Somebody changed this sentence since you opened it. Read the new text; yours is still below.")
    row = SentenceText.objects.create(
        period=period,
        section=place.section.key,
        key=key,
        kind=made.kind if made else Kind.AS_DELIVERED,
        after=made.after if made else "",
        apart=made.apart if made else False,
        text=made.text if made else "",
        delivered=made.delivered if made else "",
        reason=given.reason,
        rests_on=dict(made.rests_on) if made else {},
        edited_by=actor,
        edited_at=timezone.now(),
    )
    before = {"text": place.said.text if do != Do.ADD else "", "printed": place.said.printed}
    after = {"key": key, "text": row.text, "kind": row.kind}
    audit.record(f"sentence.{do}", actor, row, before=before, after=after, reason=given.reason)
    return row


def _cleaned(place: Place, do: Do, given: Given) -> Given:
    said = place.said
    reason = " ".join(given.reason.split())
    if do == Do.CONFIRM and (said.team is None or not reason):
        raise NotTaken("Say in a few words why the text still holds. It is kept with your name.")
    if do == Do.RESTORE and (said.ours is None or said.team is None):
        raise NotTaken("This sentence stands as delivered.")
    if do == Do.LEAVE_OUT and said.team and said.team.kind == Kind.LEFT_OUT:
        raise NotTaken("This sentence is left out already.")
    if do not in (Do.REWORD, Do.ADD):
        return Given("", False, reason)
    text = " ".join(unicodedata.normalize("NFC", given.text).split())
    if why := why_unfit(text):
        raise NotTaken(why)
    if do == Do.REWORD and said.printed and text == said.text and not (said.team and given.apart != said.team.apart):
        raise NotTaken("Nothing was changed.")
    return Given(text, given.apart, reason)


def why_unfit(text: str) -> str:
    """Why a text is no plain sentence with known placeholders; empty for one that is."""
    if not text:
        return "The text is empty. To take the sentence out of the report, leave it out."
    if len(text) > LONGEST:
        return f"The text has {len(text):,} characters; {LONGEST:,} are the limit. Make two sentences of it."
    if found := next((sign for sign in text if sign in "<>" or _unprintable(sign)), ""):
        name = unicodedata.name(found, f"U+{ord(found):04X}").lower()
        return f"“{found}” ({name}) has no place in the report: it is plain text in Latin letters."
    if text[0] in "=+-@":
        return f"A sentence cannot begin with “{text[0]}”: a spreadsheet would take it for a formula."
    if unknown := unfillable(text):
        told = ", ".join(f"{{{name}}}" for name in unknown)
        return f"There is no placeholder {told}. Choose one from the list."
    if set("{}") & set(without_holes(text)):
        return "A brace stands alone. A placeholder is its name in two braces, such as {total}."
    return ""


def _unprintable(sign: str) -> bool:
    """Signs that hide or that only look like Latin letters."""
    category = unicodedata.category(sign)
    if category[0] == "L":
        return not unicodedata.name(sign, "").startswith("LATIN ")
    return category[0] in "CM"


def _resting(made: TeamText, facts: FilingFacts) -> TeamText:
    delivered = dict(rules_of(facts).sentences())
    texts: Mapping[str, TeamText] = {text.key: text for text in facts.texts} | {made.key: made}
    at = made.key
    while at in texts and at not in delivered:
        at = texts[at].after
    ours = delivered[at].text if at in delivered else ""
    names = dict.fromkeys((*holes(ours), *holes(made.text)))
    return replace(
        made,
        delivered=ours if made.key in delivered else "",
        rests_on={name: PLACEHOLDERS[name].text(facts) for name in names if name in PLACEHOLDERS},
    )


def _contradictions(facts: FilingFacts) -> dict[str, str]:
    """What the checks hold against the words of the exhibit, printed or not: the finding in full -> its sentence."""
    # As if it were filed: what is decided today can be decided otherwise tomorrow, and the text is there.
    report = Report(facts.filer.name, "", (Part("sd", "", ()), exhibit(facts)))
    return {
        f"{each.code} {each.place} {sorted(each.params.items())}": ALL_CHECKS.message(each.code, each.params)
        for each in CONTRADICTIONS.run(Draft(facts, report, {}, facts.due_date))
    }

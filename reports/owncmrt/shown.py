"""What the pages show of a declaration of the company: answers with what they rest on, and what has changed since."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Q

from cmr.models import ReportingPeriod
from cmr.vocab import DECLARATION_ORDER
from reports.owncmrt.models import OwnCMRT, OwnStep
from reports.owncmrt.services import PEOPLE
from suppliers.models import CoveredProduct, Submission
from suppliers.services.campaigns import campaign_of
from suppliers.shown import COMPANY_QUESTIONS, QUESTIONS, Hit, Thing, rule_said

Json = Mapping[str, Any]
STATES = {
    "": ("needs", "Prepared, not reviewed"),
    OwnStep.Kind.REVIEWED: ("needs", "Reviewed, not released"),
    OwnStep.Kind.RELEASED: ("done", "Released"),
    OwnStep.Kind.RETURNED: ("blocks", "Sent back"),
}


class Cell(NamedTuple):
    """An answer: to which question ("3-Tin", "A"), in which words, by which rule, on how many sources."""

    asked: str
    answer: str
    why: str
    sources: int
    comment: str = ""


class Source(NamedTuple):
    """Something an answer rests on, with the declarations that say it."""

    told: str
    submissions: list[Submission]
    cell: str


def state_of(own: OwnCMRT) -> str:
    """The newest step's kind; "" before any."""
    steps = list(own.steps.all())
    return steps[-1].kind if steps else ""


def answers_shown(content: Json) -> list[tuple[int, str, list[Cell]]]:
    """Question by question, a cell for each metal."""
    answers = content["answers"]
    return [
        (
            number,
            str(question),
            [_cell(f"{number}-{metal}", answers[str(metal)][str(number)]) for metal in DECLARATION_ORDER],
        )
        for number, question in QUESTIONS.items()
    ]


def company_shown(content: Json) -> list[tuple[str, str, Cell]]:
    held = content["company_answers"]
    return [
        (letter, str(question), _cell(letter, held[letter]["ruled"], held[letter]["comment"]))
        for letter, question in COMPANY_QUESTIONS.items()
        if letter in held
    ]


def ruled_of(content: Json, asked: str) -> tuple[str, Json] | None:
    """The caption and the rule behind one answer; None where there is no such question."""
    number, _, metal = asked.partition("-")
    if metal:
        found = content["answers"].get(metal, {}).get(number)
        return (f"{QUESTIONS[int(number)]}: {metal}", found) if found else None
    held = content["company_answers"].get(asked)
    return (str(COMPANY_QUESTIONS[asked]), held["ruled"]) if held else None


def sources_of(grounds: Iterable[Json]) -> list[Source]:
    """What an answer rests on, with the declarations' manufacturers; one query."""
    grounds = list(grounds)
    keys = {key for ground in grounds for key in ground["submissions"]}
    found = Submission.objects.select_related("request__supplier").defer("document").in_bulk(list(keys))
    return [
        Source(ground["told"], [found[key] for key in ground["submissions"] if key in found], ground["cell"])
        for ground in grounds
    ]


def counted(grounds: Iterable[Json]) -> list[tuple[str, int]]:
    """How often each thing is said, the most frequent first."""
    return Counter(ground["told"] for ground in grounds).most_common(8)


def smelters_counted(content: Json) -> list[tuple[str, int]]:
    rows = Counter(row["metal"] for row in content["declaration"]["smelters"])
    return [(str(metal), rows[str(metal)]) for metal in DECLARATION_ORDER]


def findings_shown(content: Json) -> list[tuple[str, list[Thing]]]:
    """What our own checks found, one thing a rule, what forbids the release first; each group with its meaning."""
    groups: dict[str, dict[str, Thing]] = {"block": {}, "warn": {}, "info": {}}
    for each in content["findings"]:
        thing = groups[each["severity"]].setdefault(each["code"], Thing(each["code"], *rule_said(each["code"])))
        thing.hits.append(Hit(f"{each['sheet']}!{each['cell']}", each["message"], each["remedy"]))
    meanings = {"block": "blocks", "warn": "needs", "info": "info"}
    return [(meanings[severity], list(things.values())) for severity, things in groups.items() if things]


def changes_told(changes: Json) -> list[str]:
    """What has changed since, in sentences."""
    told = [
        f"Question {each['question']}, {each['metal']}: {each['new'] or 'no answer'}, was {each['old'] or 'no answer'}."
        for each in changes["answers"]
    ]
    told += [
        f"Question {each['question']}: {each['new'] or 'no answer'}, was {each['old'] or 'no answer'}."
        for each in changes["company_answers"]
    ]
    told += [f"{each['field'].replace('_', ' ').capitalize()} is another." for each in changes["company"]]
    for kind, words in (("added", "came in"), ("gone", "went out"), ("renamed", "has another name"), ("changed", "")):
        for each in changes["smelters"][kind]:
            name = " ".join(filter(None, (each["metal"], each["smelter_id"], each["name"])))
            told.append(f"{name} {words}." if words else f"{name}: {each['field'].replace('_', ' ')} is another.")
    told += [f"Product {each['number']}: {kind}." for kind in ("added", "gone") for each in changes["products"][kind]]
    return told + [f"Product {each['number']}: {each['field']} is another." for each in changes["products"]["changed"]]


def wanted_before(period: ReportingPeriod) -> dict[str, str]:
    """Who answers, to begin with: as in the last declaration, else from the settings."""
    registrant, campaign = period.registrant, campaign_of(period)
    return {
        "contact_name": registrant.contact_name,
        "contact_email": campaign.reply_to,
        "contact_phone": registrant.contact_phone,
        "authorizer_name": registrant.signatory_name,
        "authorizer_title": registrant.signatory_title,
        "authorizer_email": campaign.executive_email if campaign.executive_name == registrant.signatory_name else "",
        "authorizer_phone": "",
    }


def products_made(period: ReportingPeriod) -> list[CoveredProduct]:
    """The products of the year that somebody is asked for, which can be declared."""
    made = Q(makers__isnull=False) | Q(requests__isnull=False)
    return list(CoveredProduct.objects.filter(made, period=period).distinct())


def people_of(content: Json) -> dict[str, str]:
    return {name: content["declaration"]["company"].get(name, "") for name in PEOPLE}


def _cell(asked: str, ruled: Json, comment: str = "") -> Cell:
    sources = {key for ground in ruled["rests_on"] for key in ground["submissions"]}
    return Cell(asked, ruled["answer"] or "", ruled["why"], len(sources), comment)

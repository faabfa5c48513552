"""Files that bring unknown names, and people who decide on these names, all at one moment."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from smelters.models import Smelter, SmelterName
from smelters.selectors import register_as_of
from suppliers.matching import match_rows
from suppliers.models import Disposition, Mention, Request, UnknownName
from suppliers.services.dispositions import (
    Conflict,
    disposition_undo,
    dispositions_in_force,
    name_decide,
    names_hold,
    settled,
)
from suppliers.services.rows import mention_rows
from tests.suppliers.parts import a_row, a_submission, an_upload

NAMES = [f"Nobody Number {number}" for number in range(12)]
# Written alike; the second with an ID that the workbook's own list has for another metal.
ALIKE = ({"name": "Kaiwerk"}, {"name": "Kaiwerk", "smelter_id": "CID900077", "lookup_metals": ["Tin"]})
UNPLACED = {"smelter_id": None, "lookup": None, "standard_name": None, "known": False, "lookup_metals": []}


def names_wrongly_settled(people: int, at_once: Callable[[int, Callable[[int], Any]], list[Any]]) -> int:
    """Half of the people bring files, half decide and undo; how many rows stand otherwise than decided."""
    request = Request.objects.select_related("period").get()
    smelter = Smelter.objects.create(metal="Gold", smelter_id="CID900002", name="Harbor Gold Works", country="CHILE")
    files = [a_submission(an_upload(request, str(number).encode()), state="superseded") for number in range(people * 3)]
    register = register_as_of(date(2026, 1, 31))
    first = a_rows()
    with transaction.atomic():
        names_hold({row.unknown: row.name for row in match_rows(first, register) if row.unknown})

    def act(number: int) -> None:
        chance = random.Random(number)
        if number % 2:
            for _ in range(15):
                _decide(chance, request, smelter)
            return
        for file in files[number::people]:
            rows = match_rows(chance.sample(first, len(first)), register)
            with transaction.atomic():
                Mention.objects.bulk_create(mention_rows(rows, file))

    at_once(people, act)
    return sum(_stands_otherwise(name, request.period.year) for name in UnknownName.objects.all())


def aliases_wrongly_kept(people: int, at_once: Callable[[int, Callable[[int], Any]], list[Any]]) -> int:
    """Half of the people bring files with a name written alike with and without an ID, half make it an alias and take
    that back; how many of the register's names and of the rows stand otherwise than decided."""
    request = Request.objects.select_related("period").get()
    smelter = Smelter.objects.create(metal="Gold", smelter_id="CID900003", name="Quay Gold Works", country="CHILE")
    files = [a_submission(an_upload(request, f"alias {number}".encode()), state="superseded") for number in range(40)]
    rows = [a_row(5 + number, **UNPLACED | given) for number, given in enumerate(ALIKE)]
    with transaction.atomic():
        matched = match_rows(rows, register_as_of(date(2026, 1, 31)))
        names_hold({row.unknown: row.name for row in matched if row.unknown})

    def act(number: int) -> None:
        chance = random.Random(number)
        if number % 2:
            for _ in range(15):
                _decide(chance, request, smelter, Disposition.Kind.ALIAS)
            return
        for file in files[number::people]:
            read = match_rows(rows, register_as_of(date(2026, 1, 31)))
            with transaction.atomic():
                Mention.objects.bulk_create(mention_rows(read, file))

    at_once(people, act)
    in_force = {
        f"Decision {row.pk} on an unknown name"
        for row in dispositions_in_force(UnknownName.objects.values_list("pk", flat=True), request.period.year).values()
        if row.kind == Disposition.Kind.ALIAS
    }
    kept = set(SmelterName.objects.filter(smelter=smelter).values_list("source", flat=True))
    wrong = len(kept - in_force) + (bool(in_force) and not kept)
    wrong += 0 if in_force else Mention.objects.filter(smelter=smelter).count()
    return wrong + sum(_stands_otherwise(name, request.period.year) for name in UnknownName.objects.all())


def a_rows() -> list[dict[str, Any]]:
    return [a_row(5 + number, name=name, **UNPLACED) for number, name in enumerate(NAMES)]


def _decide(
    chance: random.Random,
    request: Request,
    smelter: Smelter,
    *kinds: str,
) -> None:
    name = chance.choice(list(UnknownName.objects.all()))
    last = dispositions_in_force([name.pk], request.period.year).get(name.pk)
    said = {"reason": "We asked.", "actor": None, "seen": name.version}
    try:
        if last and chance.random() < 0.5:
            disposition_undo(last, **said)
        else:
            kind = chance.choice(kinds or (Disposition.Kind.MATCHED, Disposition.Kind.CLOSED))
            name_decide(name, request.period, kind, smelter=smelter, **said)
    except Conflict:
        return


def _stands_otherwise(name: UnknownName, year: int) -> int:
    due = settled(dispositions_in_force([name.pk], year).get(name.pk))
    return name.mentions.exclude(**{key: value for key, value in due.items() if value is not None}).count() + sum(
        name.mentions.filter(**{f"{key}__isnull": False}).count() for key, value in due.items() if value is None
    )

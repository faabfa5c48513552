"""Whom an entry or an action is about: a manufacturer that was asked, or a facility, as a person writes them."""

import re

from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from smelters.models import Smelter
from smelters.searching import called
from suppliers.models import Request

PROPOSED = 12
_ID = re.compile(r"\bCID\d{6}\b", re.IGNORECASE)


class NotFound(ValueError):
    """Nobody goes by these words; the text says what to do."""


def manufacturer_named(period: ReportingPeriod, words: str) -> Request:
    """The request of the year to the manufacturer of this name; raises NotFound."""
    rows = period.requests.select_related("supplier", "period")
    found = rows.filter(supplier__name__iexact=words.strip()).first()
    if found is None:
        raise NotFound(f"“{words.strip()}” was not asked for {period.year}. Choose one of the names proposed.")
    return found


def facility_named(words: str) -> Smelter:
    """The facility with the metal and ID that stand in the words, or of just this name; raises NotFound."""
    given = _ID.search(words)
    rows = Smelter.objects.filter(smelter_id=given[0].upper()) if given else Smelter.objects.filter(name__iexact=words)
    metals = [metal.value for metal in METALS if metal.value.lower() in words.lower().split()]
    found = list((rows.filter(metal__in=metals) if given and metals else rows).order_by()[:2])
    if not found:
        raise NotFound(f"“{words}” is no facility of the register. Write its ID, or choose one of those proposed.")
    if len(found) > 1:
        raise NotFound(f"More than one facility goes by “{words}”. Write metal and ID, such as Tin CID000001.")
    return found[0]


def facility_words(smelter: Smelter) -> str:
    """How a facility stands in the field: with its metal and ID, so that it is found again."""
    return f"{smelter.metal} {smelter.smelter_id} {smelter.name}"


def manufacturers_like(period: ReportingPeriod, words: str) -> list[str]:
    rows: list[Request] = list(
        period.requests.standing()
        .filter(supplier__name__icontains=words.strip())
        .select_related("supplier")
        .order_by("supplier__name")[:PROPOSED]
    )
    return [row.supplier.name for row in rows]


def facilities_like(words: str) -> list[str]:
    given = _ID.search(words)
    found = called(Smelter.objects.all(), given[0] if given else words)
    return [facility_words(each) for each in found.order_by("name", "pk")[:PROPOSED]]

"""The register as pages search it: everything is asked of the database, which answers with one page of facilities.

The rule of a status is the one of `smelters.register`, said once more in SQL, because a page of a hundred rows must not
read twenty thousand records; a test holds the two against each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cmr.countries import country_label
from cmr.vocab import COVERED_COUNTRIES
from smelters.matching import key_stem, name_key
from smelters.models import Smelter, SmelterName, Status, StatusRecord
from smelters.register import ListDay
from smelters.selectors import newest_by_coverage
from smelters.vocabulary import NOT_LISTED

CONFORMANT, ACTIVE, OTHER = (group.value for group in Status.Group)
UNREADABLE = "unknown"
Groups = Mapping[str, Sequence[str]]


class CountryRow(NamedTuple):
    """A country's facilities by what their status counts as; `spelled` is one of the sources' spellings."""

    code: str
    name: str
    covered: bool
    conformant: int
    active: int
    not_listed: int
    total: int

    @property
    def asked(self) -> str:
        """How `searched` is asked for this country."""
        return self.code or UNREADABLE


def group_codes(statuses: Iterable[Status] | None = None) -> dict[str, list[str]]:
    """The codes of the vocabulary by what they count as; one query unless the vocabulary is given."""
    groups: dict[str, list[str]] = {group.value: [] for group in Status.Group}
    for status in Status.objects.all() if statuses is None else statuses:
        groups[status.group].append(status.code)
    return groups


def with_status(
    smelters: QuerySet[Smelter], day: date, lists: Iterable[ListDay], groups: Groups, name: str = "code"
) -> QuerySet[Smelter]:
    """The facilities with the code of their status on a day as `name`; `lists` are `lists_until` that day."""
    records = StatusRecord.objects.filter(smelter=OuterRef("pk"), valid_from__lte=day).order_by("-valid_from", "-pk")
    since, word = f"{name}_since", f"{name}_recorded"
    silent = [
        When(Q(**{"metal__in": metals, f"{since}__lt": day, f"{word}__in": groups[group]}), then=Value(NOT_LISTED))
        for (group, day), metals in _silence(lists).items()
    ]
    newest = Coalesce(F(word), Value(NOT_LISTED), output_field=CharField())
    return smelters.annotate(
        **{
            since: Subquery(records.values("valid_from")[:1]),
            word: Subquery(records.values("status_id")[:1], CharField()),
        }
    ).annotate(**{name: Case(*silent, default=newest, output_field=CharField()) if silent else newest})


def _silence(lists: Iterable[ListDay]) -> dict[tuple[str, date], list[str]]:
    """The metals by group and day of the newest list: a database asks again for every condition it is given."""
    days: dict[tuple[str, date], list[str]] = defaultdict(list)
    for (metal, group), newest in newest_by_coverage(lists).items():
        days[group, newest.as_of].append(metal)
    return days


def called(smelters: QuerySet[Smelter], words: str) -> QuerySet[Smelter]:
    """The facilities whose ID, country, name or any other name has these words in it.

    Names are also compared as `matching.name_key` has them, so that accents, case and punctuation do not matter.
    """
    words = words.strip()
    if not words:
        return smelters
    alias = Q(name__icontains=words)
    stem = key_stem(name_key(words))[0]
    if stem:
        alias |= Q(key__contains=stem)
    named = SmelterName.objects.filter(alias).values("smelter")
    own = Q(smelter_id__icontains=words) | Q(name__icontains=words) | Q(country__icontains=words)
    return smelters.filter(own | Q(pk__in=named))


def lost(
    smelters: QuerySet[Smelter], since: date, then: Iterable[ListDay], groups: Groups, name: str = "code"
) -> QuerySet[Smelter]:
    """Of facilities `with_status`, those that were conformant on the day and are no longer, or active and now neither.

    `then` are the lists until that day.
    """
    before = with_status(smelters, since, then, groups, "then")
    return before.filter(
        Q(then__in=groups[CONFORMANT]) & ~Q(**{f"{name}__in": groups[CONFORMANT]})
        | Q(then__in=groups[ACTIVE]) & Q(**{f"{name}__in": groups[OTHER]})
    )


def by_country(day: date, lists: Iterable[ListDay], groups: Groups) -> list[CountryRow]:
    """Every country with a facility and how its facilities stand, Covered Countries first; one query.

    Facilities whose country nobody could read stand together at the end.
    """
    standing = with_status(Smelter.objects.order_by(), day, lists, groups)
    counted = standing.values("country_code", "code").annotate(number=Count("pk"))
    group_of = {code: group for group, codes in groups.items() for code in codes}
    tally: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys((CONFORMANT, ACTIVE, OTHER), 0))
    for country, code, number in counted.values_list("country_code", "code", "number"):
        tally[country][group_of[code]] += number
    rows = [
        CountryRow(
            code,
            country_label(code) if code else "Country not readable",
            code in COVERED_COUNTRIES,
            *(count := [tally[code][group] for group in (CONFORMANT, ACTIVE, OTHER)]),
            sum(count),
        )
        for code in tally
    ]
    return sorted(rows, key=lambda row: (not row.covered, not row.code, row.name))


def countries() -> list[tuple[str, str]]:
    """The countries that facilities stand in, by name; one query."""
    codes = Smelter.objects.order_by().values_list("country_code", flat=True).distinct()
    return sorted(((code, country_label(code)) for code in codes if code), key=lambda each: each[1])


def searched(smelters: QuerySet[Smelter], asked: Mapping[str, Any], groups: Groups) -> QuerySet[Smelter]:
    """Narrow facilities `with_status` by metal, country, status (a code or what it counts as) and Covered Country."""
    if asked.get("metal"):
        smelters = smelters.filter(metal=asked["metal"])
    if asked.get("country"):
        smelters = smelters.filter(country_code="" if asked["country"] == UNREADABLE else asked["country"])
    if asked.get("covered"):
        inside = Q(country_code__in=COVERED_COUNTRIES)
        smelters = smelters.filter(inside if asked["covered"] == "yes" else ~inside)
    if asked.get("status"):
        smelters = smelters.filter(code__in=groups.get(asked["status"], [asked["status"]]))
    return called(smelters, asked.get("q", ""))

"""What the data itself shows of why a facility is gone or lost its status: proposals, which a person takes or not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from cmr.models import ReportingPeriod
from cmr.periods import period_before
from reports.facts.sheet import FilingFacts
from reports.facts.yearly import Moved
from reports.models import MoveReason
from reports.narrative.words import day, listed
from reports.services.yearly import Proposal
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName
from smelters.selectors import register_of
from suppliers.decided import dispositions_in_force
from suppliers.models import Disposition, Submission
from suppliers.rollup import lists_named

Key = tuple[str, str]
Kind = MoveReason.Kind
A_QUERY = 500
# So many manufacturers are named in a proposal; of more, how many there are.
NAMED = 3


class Sent(NamedTuple):
    """What a manufacturer sent that was accepted: which facilities it names (bits), and whether of products alone."""

    facilities: int
    product_level: bool


def proposals(period: ReportingPeriod, facts: FilingFacts) -> dict[Key, Proposal]:
    """The reason that the data shows for each facility that is gone or lost its status, where it shows one.

    Queries do not grow with the facilities but for their names, of which five hundred are looked up at once.
    """
    yearly, earlier = facts.yearly, period_before(period)
    asked = [each for each in yearly.moved if each.asks] if yearly else []
    if not asked or earlier is None:
        return {}
    keys = _facilities(asked)
    register = register_of(Smelter.objects.filter(pk__in=keys.values()), facts.as_of)
    closed = _closed(keys.values(), period.year)
    stopped = {pk for pk in register.facilities if register.status(pk).code == "not_applicable"}
    gone = [each for each in asked if each.now is None]
    merged = _merged(gone, {(row.metal, row.smelter_id) for row in facts.annex})
    makers = _Makers(earlier, period) if gone else None
    found: dict[Key, Proposal | None] = {}
    for each in asked:
        key = (each.metal, each.smelter_id)
        pk = keys.get(key, 0)
        if pk in stopped:
            found[key] = Proposal(Kind.CLOSED, "The register says that it has ceased operation.")
        elif pk in closed:
            found[key] = Proposal(Kind.CLOSED, f"A decision on a name says that it has closed: {closed[pk]}")
        elif each.now:
            found[key] = _status_lost(each)
        elif into := merged.get(key):
            found[key] = Proposal(Kind.MERGED, f"{into} goes by its name now.", into)
        else:
            found[key] = makers.why(pk) if makers else None
    return {key: proposal for key, proposal in found.items() if proposal}


def _facilities(asked: Sequence[Moved]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for some in _chunks([each.smelter_id for each in asked]):
        for pk, metal, smelter_id in Smelter.objects.filter(smelter_id__in=some).values_list(
            "pk", "metal", "smelter_id"
        ):
            found[metal, smelter_id] = pk
    return found


def _closed(pks: Collection[int], year: int) -> dict[int, str]:
    """Facilities that a decision in force takes for closed, with its reason."""
    rows = Disposition.objects.filter(kind=Disposition.Kind.CLOSED, smelter__isnull=False, period__year__lte=year)
    names = set(rows.order_by().values_list("unknown_name", flat=True))
    held = dispositions_in_force(names, year).values() if names else ()
    wanted = set(pks)
    return {
        row.smelter_id: row.reason
        for row in held
        if row.kind == Disposition.Kind.CLOSED and row.smelter_id and row.smelter_id in wanted
    }


def _merged(gone: Iterable[Moved], named: Collection[Key]) -> dict[Key, str]:
    """Facilities whose name another one of this year goes by: the ID of that one, where there is just one."""
    keys: dict[tuple[str, str], Key] = {}
    for each in gone:
        assert each.before
        keys[each.metal, name_key(each.before.name)] = (each.metal, each.smelter_id)
    heirs: dict[Key, set[str]] = defaultdict(set)
    for some in _chunks(sorted({key for _, key in keys if key})):
        rows = SmelterName.objects.filter(key__in=some).values_list("key", "smelter__metal", "smelter__smelter_id")
        for key, metal, smelter_id in rows:
            was = keys.get((metal, key))
            if was and was[1] != smelter_id and (metal, smelter_id) in named:
                heirs[was].add(smelter_id)
    return {key: next(iter(found)) for key, found in heirs.items() if len(found) == 1}


def _status_lost(each: Moved) -> Proposal | None:
    assert each.before and each.now
    if each.now.status == "active":
        return Proposal(Kind.REASSESSED, "It is active now: an assessment is under way.")
    if each.now.label == "Non-Conformant":
        return Proposal(Kind.NOT_PASSED, f"Its status is {each.now.label} now.")
    if each.now.list_date:
        said = f"The {each.now.list_name} of {day(each.now.list_date)} no longer shows it."
        return Proposal(Kind.EXPIRED, said.replace("The The ", "The "))
    return None


class _Makers:
    """Who named a facility last year, and what they sent this year; six queries."""

    def __init__(self, earlier: ReportingPeriod, period: ReportingPeriod) -> None:
        self.years = earlier.year, period.year
        self.before, self.names = _accepted(earlier)
        self.now, _ = _accepted(period)
        self.asked = set(period.requests.standing().values_list("supplier_id", flat=True))

    def why(self, pk: int) -> Proposal | None:
        naming = [maker for maker, sent in self.before.items() if pk and sent.facilities >> pk & 1]
        out = [maker for maker in naming if maker not in self.asked]
        silent = [maker for maker in naming if maker in self.asked and maker not in self.now]
        answered = [maker for maker in naming if maker in self.now]
        then, now = self.years
        if silent:
            return Proposal(Kind.NOT_ANSWERED, f"Named in {then} by {self._told(silent)}; no accepted CMRT for {now}.")
        if narrowed := [m for m in answered if self.now[m].product_level and not self.before[m].product_level]:
            said = f"The CMRT of {self._told(narrowed)} for {now} is limited to products, that for {then} was not."
            return Proposal(Kind.PRODUCT_LEVEL, said)
        if answered:
            return Proposal(Kind.NOT_NAMED, f"{self._told(answered)} named it in {then}, and not in {now}.")
        if out:
            return Proposal(Kind.OUT_OF_SCOPE, f"Named in {then} by {self._told(out)}, not asked for {now}.")
        return None

    def _told(self, makers: Sequence[int]) -> str:
        names = sorted(self.names[maker] for maker in makers)
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        return listed([*names[:NAMED], *more])


def _accepted(period: ReportingPeriod) -> tuple[dict[int, Sent], dict[int, str]]:
    """By manufacturer what was accepted in a year; and their names."""
    lists = lists_named(period, (Submission.State.ACCEPTED,))
    rows = Submission.objects.filter(request__period=period, state=Submission.State.ACCEPTED).order_by("pk")
    sent: dict[int, Sent] = {}
    names: dict[int, str] = {}
    for pk, scope, maker, name in rows.values_list("pk", "scope", "request__supplier", "request__supplier__name"):
        held = sent.get(maker, Sent(0, True))
        sent[maker] = Sent(held.facilities | lists.get(pk, 0), held.product_level and scope == "B")
        names[maker] = name
    return sent, names


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + A_QUERY] for start in range(0, len(values), A_QUERY))

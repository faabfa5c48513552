"""The table of manufacturers of a year: who is in scope, who is left out, who was asked, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet

from cmr.models import ReportingPeriod
from suppliers.models import Contact, CoveredProduct, Exclusion, Letter, Request, Supplier

SHOWS = (
    ("in", "In scope"),
    ("to_ask", "Not asked yet"),
    ("asked", "Asked"),
    ("nobody", "Without a contact"),
    ("out", "Left out"),
)
SORTS = {"name": "name", "country": "country_code", "asked": "asked_on", "state": "state", "reason": "reason"}
_LIVE = Contact.objects.filter(ended_at=None, user__is_active=True)
_IN, _OUT = Q(reason=None), Q(reason__isnull=False)


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """One manufacturer in a year, with its contacts, its products and its newest letter."""

    supplier: Supplier
    contacts: Sequence[Contact]
    products: Sequence[CoveredProduct]
    letter: Letter | None

    @property
    def askable(self) -> bool:
        """Whether there is somebody to write to, and nothing came yet."""
        return (
            not self.supplier.reason and bool(self.contacts) and self.supplier.state in (None, Request.State.REQUESTED)
        )

    @property
    def request(self) -> Request | None:
        """As much of the request as a page shows."""
        one = self.supplier
        return Request(pk=one.request_id, state=one.state, supplier=one) if one.request_id else None


def scope_of(period: ReportingPeriod) -> QuerySet[Supplier]:
    """Every manufacturer with `reason` (why it is left out, else None), `request_id`, `state` and `asked_on`."""
    return Supplier.objects.annotate(
        out=FilteredRelation("exclusions", condition=Q(exclusions__period=period, exclusions__lifted_at=None)),
        asked=FilteredRelation("requests", condition=Q(requests__period=period)),
    ).annotate(
        reason=F("out__reason"), request_id=F("asked__pk"), state=F("asked__state"), asked_on=F("asked__requested_at")
    )


def scope_found(period: ReportingPeriod, given: Mapping[str, str]) -> QuerySet[Supplier]:
    """The manufacturers a page asks for: `q` in name or contact, `show`, `state` of the request, `sort`."""
    found = scope_of(period)
    words, show, state = (given.get(key, "").strip() for key in ("q", "show", "state"))
    if words:
        theirs = _LIVE.filter(Q(user__email__icontains=words) | Q(user__name__icontains=words))
        found = found.filter(Q(name__icontains=words) | Q(pk__in=theirs.values("supplier")))
    shown = {
        "in": _IN,
        "out": _OUT,
        "to_ask": _IN & Q(request_id=None),
        "asked": _IN & Q(request_id__isnull=False),
        "nobody": _IN & ~Q(pk__in=_LIVE.values("supplier")),
    }.get(show, Q())
    found = found.filter(shown)
    if state in Request.State.values:
        found = found.filter(state=state)
    sort = given.get("sort", "name")
    key = SORTS.get(sort.removeprefix("-"), "name")
    if key == "name":
        return found.order_by(sort if sort == "-name" else "name")
    order = F(key).desc(nulls_last=True) if sort.startswith("-") else F(key).asc(nulls_last=True)
    return found.order_by(order, "name")


def scope_rows(period: ReportingPeriod, suppliers: QuerySet[Supplier]) -> list[ScopeRow]:
    """These manufacturers with what stands beside them; four queries."""
    contacts = Prefetch("contacts", Contact.objects.filter(ended_at=None).select_related("user").order_by("id"))
    products = Prefetch("products", CoveredProduct.objects.filter(period=period))
    found = list(suppliers.prefetch_related(contacts, products))
    letters: dict[int | None, Letter] = {}
    keys = [supplier.request_id for supplier in found if supplier.request_id]
    for letter in Letter.objects.filter(request__in=keys).defer("body").order_by("id"):
        letters[letter.request_id] = letter
    return [ScopeRow(one, one.contacts.all(), one.products.all(), letters.get(one.request_id)) for one in found]


def scope_counts(period: ReportingPeriod) -> dict[str, int]:
    """How many manufacturers are entered, in scope, left out, asked, to ask, and without a contact; five queries.

    `reachable` are those to ask who have a contact.
    """
    out = Exclusion.objects.filter(period=period, lifted_at=None).values("supplier")
    every, left_out = Supplier.objects.count(), out.count()
    asked = Request.objects.filter(period=period).exclude(supplier__in=out)
    without = Supplier.objects.exclude(pk__in=out).exclude(pk__in=_LIVE.values("supplier"))
    asked_count = asked.count()
    to_ask = every - left_out - asked_count
    return {
        "all": every,
        "in": every - left_out,
        "out": left_out,
        "asked": asked_count,
        "to_ask": to_ask,
        "nobody": without.count(),
        "reachable": to_ask - without.exclude(pk__in=asked.values("supplier")).count(),
    }

"""Across manufacturers: what they say held against one another, as tables whose every line leads to its paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_for_or_newest
from cmr.tables import csv_bytes
from smelters.models import Smelter
from suppliers import cross

A_PAGE = 100


class Cell(NamedTuple):
    """What stands there, and where it leads."""

    value: Any
    url: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)


@dataclass(frozen=True, slots=True)
class Check:
    """One question across manufacturers: its columns, its rows, what is said when there are none."""

    key: str
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: Callable[[ReportingPeriod], Sequence[Any]]
    cells: Callable[[Any, ReportingPeriod], tuple[Cell, ...]]
    none: str


def _sent(who: cross.Answerer) -> Cell:
    return Cell(who.name, reverse("review:submission", args=[who.submission]))


def _same_list(row: cross.SameList, period: ReportingPeriod) -> tuple[Cell, ...]:
    return Cell(f"List {row.number}"), _sent(row.who), Cell(row.sharing, _sent(row.who).url + "#smelters")


def _country(row: cross.OtherCountry, period: ReportingPeriod) -> tuple[Cell, ...]:
    register = f"{reverse('smelters:list')}?q={row.smelter_id}"
    facility = (Cell(row.facility, register), Cell(row.smelter_id), Cell(row.registered), Cell(row.said))
    return *facility, _sent(row.who), Cell(row.cell)


def _origin(row: cross.OriginDisputed, period: ReportingPeriod) -> tuple[Cell, ...]:
    who = reverse("review:cross_origin", args=[period.year, row.pk])
    facility = Cell(row.name, reverse("smelters:facility", args=[row.pk]))
    return Cell(row.metal), facility, Cell(row.smelter_id), Cell(row.no, who), Cell(row.yes, who)


def _quality(row: cross.Quality, period: ReportingPeriod) -> tuple[Cell, ...]:
    url = reverse("review:manufacturer", args=[row.request])
    numbers = (row.blocking, row.warned, row.files, row.corrections, row.days)
    return Cell(row.name, url), *(Cell("" if number is None else number, url) for number in numbers)


CHECKS = (
    Check(
        "origin",
        "Origin disputed",
        "Facilities named by manufacturers that answer No to question 3 for the metal, and by others that answer Yes.",
        ("Metal", "Facility", "Smelter ID", "Say No", "Say Yes"),
        cross.origins_disputed,
        _origin,
        "No two manufacturers answer question 3 differently for a facility that both name.",
    ),
    Check(
        "countries",
        "Another country",
        "Rows that place a facility in another country than the register does.",
        ("Facility", "Smelter ID", "Register", "Written", "Manufacturer", "Cell"),
        cross.other_countries,
        _country,
        "Every row gives the country that the register gives.",
    ),
    Check(
        "lists",
        "The same list",
        "Manufacturers whose Smelter Lists name exactly the same facilities. They are not told of one another.",
        ("List", "Manufacturer", "Share it"),
        cross.same_lists,
        _same_list,
        "No two manufacturers sent the same Smelter List.",
    ),
    Check(
        "quality",
        "How they answer",
        "Findings in the newest file, files sent, corrections asked for, and days from being asked to the first file.",
        ("Manufacturer", "To correct", "To look at", "Files", "Corrections asked", "Days to answer"),
        cross.Rated,
        _quality,
        "Nobody has been asked yet.",
    ),
)


@require_safe
def overview(request: HttpRequest, year: int) -> HttpResponse:
    """One of the questions across manufacturers, in pages."""
    period = period_for_or_newest(year)
    assert period
    check = _check(request)
    page = Paginator(check.rows(period), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "checks": CHECKS,
        "check": check,
        "page": page,
        "lines": [check.cells(row, period) for row in page],
    }
    return render(request, "review/cross.html", context)


@require_safe
def overview_csv(request: HttpRequest, year: int) -> HttpResponse:
    period = period_for_or_newest(year)
    assert period
    check = _check(request)
    rows = [[cell.value for cell in check.cells(row, period)] for row in check.rows(period)[:]]
    name = f"{slugify(check.title)}-{year}.csv"
    return attachment(csv_bytes(check.columns, rows), name, "text/csv; charset=utf-8")


@require_safe
def origin(request: HttpRequest, year: int, smelter_id: int) -> HttpResponse:
    """Who names a facility, and what each answers to question 3 for its metal."""
    period = period_for_or_newest(year)
    smelter = get_object_or_404(Smelter, pk=smelter_id)
    assert period
    page = Paginator(cross.origins_said(period, smelter), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "review/cross_origin.html", {"period": period, "smelter": smelter, "page": page})


def _check(request: HttpRequest) -> Check:
    """The question that the address bar asks for; the first when it asks for none."""
    return next((check for check in CHECKS if check.key == request.GET.get("check")), CHECKS[0])

"""The register to look things up in; corrections are made in Django admin."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.vocab import METALS
from smelters.models import Smelter, Status
from smelters.selectors import Facility, FacilityStatus, Register, history, register_as_of

A_PAGE = 100


@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    """Every facility we know, with its status today; found by metal, status and words."""
    register = register_as_of(timezone.localdate())
    rows = _found(request, register)
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "total": len(register.facilities),
        "lists": register.lists[::-1][:3],
        "day": register.day,
        "metals": METALS,
        "groups": Status.Group.choices,
        "sort": request.GET.get("sort", "metal"),
    }
    return render(request, "smelters/list.html", context)


@require_safe
def facility(request: HttpRequest, smelter_id: int) -> HttpResponse:
    """One facility: what it is called, where it stands, and its status over time."""
    found = get_object_or_404(Smelter, pk=smelter_id)
    register = register_as_of(timezone.localdate())
    context = {
        "smelter": found,
        "status": register.status(found.pk),
        "names": [name for name in register.names[found.pk] if name != found.name],
        "history": history(found),
        "day": register.day,
    }
    return render(request, "smelters/facility.html", context)


def _found(request: HttpRequest, register: Register) -> list[tuple[Facility, FacilityStatus]]:
    metal, status, words = (request.GET.get(key, "") for key in ("metal", "status", "q"))
    words = words.casefold().strip()
    rows = [
        (one, register.status(one.pk))
        for one in register.facilities.values()
        if metal in ("", one.metal) and words in _searched(register, one)
    ]
    rows = [row for row in rows if status in ("", row[1].group)]
    keys = {
        "id": lambda row: row[0].smelter_id,
        "name": lambda row: row[0].name.casefold(),
        "country": lambda row: row[0].country,
        "status": lambda row: row[1].label,
    }
    sort = request.GET.get("sort", "metal")
    if sort.removeprefix("-") in keys:
        rows.sort(key=keys[sort.removeprefix("-")])
    return rows[::-1] if sort.startswith("-") else rows


def _searched(register: Register, one: Facility) -> str:
    return " ".join([one.smelter_id, one.country, *register.names[one.pk]]).casefold()

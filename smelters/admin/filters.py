"""How the register is narrowed: by country, Covered Country, the status of today, and what was lost since a day."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from cmr.vocab import COVERED_COUNTRIES
from smelters.models import Smelter, Status
from smelters.register import ListDay
from smelters.searching import countries, group_codes, lost, with_status
from smelters.selectors import lists_until


def lists_today(request: HttpRequest) -> tuple[ListDay, ...]:
    """The lists until today, read once a request."""
    if not hasattr(request, "lists_today"):
        request.lists_today = lists_until(timezone.localdate())
    return request.lists_today


def vocabulary(request: HttpRequest) -> list[Status]:
    """The status vocabulary, read once a request."""
    if not hasattr(request, "vocabulary"):
        request.vocabulary = list(Status.objects.all())
    return request.vocabulary


class StatusFilter(admin.SimpleListFilter):
    """By today's status, or by what it counts as."""

    title = "status today"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        groups = list(Status.Group.choices)
        codes = {value for value, _ in groups}
        return groups + [(each.code, f"· {each.label}") for each in vocabulary(request) if each.code not in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        if not self.value():
            return queryset
        groups = group_codes(vocabulary(request))
        standing = with_status(queryset, timezone.localdate(), lists_today(request), groups, "standing")
        return standing.filter(standing__in=groups.get(self.value(), [self.value()]))


class LostFilter(admin.SimpleListFilter):
    """By having been conformant on a day and no longer, or active and now neither."""

    title = "status lost since"
    parameter_name = "lost"
    template = "admin/smelters/day_filter.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.others = [(key, value) for key, value in request.GET.items() if key not in ("lost", "p")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        # The day is typed; one entry keeps the filter on the page.
        return [("", "")]

    def day(self) -> date | None:
        try:
            return parse_date(self.value() or "")
        except ValueError:
            return None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        day = self.day()
        if day is None:
            return queryset
        lists, groups = lists_today(request), group_codes(vocabulary(request))
        now = with_status(queryset, timezone.localdate(), lists, groups, "now")
        return lost(now, day, [each for each in lists if each.as_of <= day], groups, "now")


class CoveredFilter(admin.SimpleListFilter):
    """By whether the facility stands in a Covered Country (Form SD Item 1.01(d)(1))."""

    title = "Covered Country"
    parameter_name = "covered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "In a Covered Country"), ("no", "Elsewhere")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        if self.value() == "yes":
            return queryset.filter(country_code__in=COVERED_COUNTRIES)
        return queryset.exclude(country_code__in=COVERED_COUNTRIES) if self.value() == "no" else queryset


class CountryFilter(admin.SimpleListFilter):
    """By country, whatever spelling the sources use."""

    title = "country"
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return countries()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        return queryset.filter(country_code=self.value()) if self.value() else queryset

"""How the register is narrowed: by country, Covered Country and the status of today."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cmr.countries import country_label
from cmr.vocab import COVERED_COUNTRIES
from smelters.models import Smelter, Status
from smelters.selectors import Register, register_as_of


def register_today(request: HttpRequest) -> Register:
    """The register as of today, read once a request."""
    if not hasattr(request, "register_today"):
        request.register_today = register_as_of(timezone.localdate())
    return request.register_today


class StatusFilter(admin.SimpleListFilter):
    """By what today's status counts as."""

    title = "status today"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Status.Group.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        if not self.value():
            return queryset
        register = register_today(request)
        return queryset.filter(pk__in=[pk for pk in register.facilities if register.status(pk).group == self.value()])


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
        codes = Smelter.objects.order_by().values_list("country_code", flat=True).distinct()
        return sorted(((code, country_label(code)) for code in codes if code), key=lambda each: each[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> QuerySet[Smelter]:
        return queryset.filter(country_code=self.value()) if self.value() else queryset

"""Who reports a facility: in which years, in which file, sheet and cell."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from smelters.models import Smelter
from suppliers.models import Mention, Submission

A_PAGE = 50


@require_safe
def named_by(request: HttpRequest, smelter_id: int) -> HttpResponse:
    """The rows of accepted declarations that name a facility, newest year first; the register shows its #named."""
    smelter = get_object_or_404(Smelter, pk=smelter_id)
    named = smelter.mentions.filter(submission__state=Submission.State.ACCEPTED).order_by()
    year = F("submission__request__period__year")
    years = named.values(year=year).annotate(manufacturers=Count("submission", distinct=True)).order_by("-year")
    rows = named.order_by("-submission__request__period__year", "submission__request__supplier__name", "row").values(
        "row", "name", "cells", "match", "submission_id", year=year, file=F("submission__upload__file_name"),
        manufacturer=F("submission__request__supplier__name"),
    )  # fmt: skip
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"smelter": smelter, "years": list(years), "page": page, "rows": [_with_cell(row) for row in page]}
    return render(request, "review/named.html", context)


def _with_cell(row: dict[str, Any]) -> dict[str, Any]:
    """The cell that names the facility: its ID's where that placed the row, else its name's, else the row's first."""
    fields = ("smelter_id", "name") if row["match"] == Mention.Match.ID else ("name", "standard_name", "smelter_id")
    places = filter(None, map(row["cells"].get, fields))
    return row | {"cell": next(places, f"Smelter List!A{row['row']}")}

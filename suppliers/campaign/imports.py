"""A table of manufacturers in two steps: what it would change, in words; then exactly that.

Between the steps a signed word holds which file was previewed, for which year, and what it would have changed.
"""

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cmr import storage
from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_for
from cmr.tables import Table, workbook_bytes
from suppliers.campaign.forms import FileForm
from suppliers.scope_table import LABELS, example_rows, scope_table
from suppliers.services.scope_import import ScopePlan, scope_apply, scope_plan
from suppliers.services.uploads import clean_name
from suppliers.transitions import Conflict

_signer = signing.TimestampSigner(salt="suppliers.campaign.scope")
GOOD_FOR = 3600
SHOWN = 200
CHANGED = "The table would change something else by now, so nothing was taken over. This is what it would do now."
LEAD = (
    "Manufacturers of a year: one row a manufacturer, and one more row for each further contact.",
    "Only the manufacturer's name is needed; what you leave empty stays as it is. Products are parted by semicolons.",
    "Language: en or zh-hans. In scope: yes or no; no needs a reason. Write over the examples.",
)


@require_http_methods(["GET", "HEAD", "POST"])
def scope_preview(request: HttpRequest, year: int) -> HttpResponse:
    """Choose the file; then what it would change."""
    period = period_for(year)
    if request.method != "POST":
        return render(request, "campaign/scope_import.html", {"period": period})
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"period": period, "error": form.errors["file"][0]}
        return render(request, "campaign/scope_import.html", context, status=400)
    file = form.cleaned_data["file"]
    data, name = file.read(), clean_name(file.name)
    return _preview(request, period, data, name)


def _preview(request: HttpRequest, period: ReportingPeriod, data: bytes, name: str, status: int = 200) -> HttpResponse:
    plan = scope_plan(period, scope_table(data, name))
    held = {"sha256": storage.store([data]).sha256, "name": name, "year": period.year, "seen": plan.fingerprint}
    context = {
        "period": period,
        "file": name,
        "plan": plan,
        "changes": [*plan.new, *plan.changed][:SHOWN],
        "more": max(0, len(plan.new) + len(plan.changed) - SHOWN),
        "problems": plan.problems[:SHOWN],
        "more_problems": max(0, len(plan.problems) - SHOWN),
        "held": "" if plan.problems else _signer.sign_object(held),
    }
    return render(request, "campaign/scope_import.html", context, status=400 if plan.problems else status)


@require_POST
def scope_take_over(request: HttpRequest, year: int) -> HttpResponse:
    """Do what was previewed."""
    period = period_for(year)
    try:
        held = _signer.unsign_object(request.POST.get("held", ""), max_age=GOOD_FOR)
        data = storage.read(held["sha256"])
    except (signing.BadSignature, FileNotFoundError, storage.Damaged):
        held = None
    if not held or held["year"] != year:
        messages.error(request, "This preview is no longer valid. Choose the file again.")
        return redirect("campaign:scope_import", year)
    try:
        plan = scope_apply(
            period, scope_table(data, held["name"]), seen=held["seen"], original=data, actor=request.user
        )
    except Conflict:
        messages.warning(request, CHANGED)
        return _preview(request, period, data, held["name"], status=409)
    messages.success(request, _told(plan))
    return redirect("campaign:scope", year)


@require_safe
def scope_template(request: HttpRequest, year: int) -> HttpResponse:
    """A workbook to fill in."""
    period_for(year)
    table = Table("Manufacturers", list(LABELS.values()), example_rows(), (34, 12, 24, 32, 12, 32, 10, 34), LEAD)
    return attachment(workbook_bytes(table), f"manufacturers-{year}.xlsx")


def _told(plan: ScopePlan) -> str:
    if not (plan.new or plan.changed or plan.new_products):
        return "Nothing to change: everything in the table is entered already."
    return f"Taken over: {len(plan.new)} new, {len(plan.changed)} changed; {len(plan.same)} were so already."

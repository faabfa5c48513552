"""Collecting, the overview of a year: where asking stands, and how the year is collected."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import stored_file
from cmr.models import ReportingPeriod
from cmr.periods import newest_year, period_for
from suppliers.campaign.forms import CampaignForm, FileForm, ProductForm
from suppliers.campaign.scope_rows import scope_counts
from suppliers.models import CoveredProduct
from suppliers.selectors import period_overview
from suppliers.services.campaigns import campaign_of, campaign_set
from suppliers.services.prefill import NotABlank, blank_remove, blank_set
from suppliers.services.scope import InUse, product_add, product_remove


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest year's overview."""
    year = newest_year()
    return redirect("campaign:overview", year) if year else render(request, "review/no_period.html")


@require_safe
def overview(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, period_for(year))


def _page(
    request: HttpRequest, period: ReportingPeriod, status: int = 200, blank_error: str = "", **forms: object
) -> HttpResponse:
    campaign = campaign_of(period)
    context = {
        "period": period,
        "campaign": campaign,
        "counts": scope_counts(period),
        "overview": period_overview(period),
        "products": period.products.all(),
        "settings": CampaignForm(instance=campaign),
        "product": ProductForm(prefix="product"),
        "blank_error": blank_error,
        "past": campaign.due_date < timezone.localdate(),
    }
    return render(request, "campaign/overview.html", context | forms, status=status)


@require_POST
def settings(request: HttpRequest, year: int) -> HttpResponse:
    """Set how the year is collected."""
    period = period_for(year)
    form = CampaignForm(request.POST, instance=campaign_of(period))
    if not form.is_valid():
        return _page(request, period, 400, settings=form)
    campaign_set(period, actor=request.user, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("campaign:overview", year)


@require_POST
def product_enter(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a covered product."""
    period = period_for(year)
    form = ProductForm(request.POST, prefix="product")
    if not form.is_valid():
        return _page(request, period, 400, product=form)
    product_add(period, form.cleaned_data["name"], form.cleaned_data["family"], actor=request.user)
    return redirect("campaign:overview", year)


@require_POST
def product_out(request: HttpRequest, year: int, product_id: int) -> HttpResponse:
    """Take a covered product out; twice is once."""
    product = CoveredProduct.objects.filter(period=period_for(year), pk=product_id).first()
    try:
        if product:
            product_remove(product, actor=request.user)
    except InUse as why:
        messages.error(request, str(why))
    return redirect("campaign:overview", year)


@require_POST
def blank_load(request: HttpRequest, year: int) -> HttpResponse:
    """Load the official blank, if it is one."""
    period = period_for(year)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, period, 400, blank_error=form.errors["file"][0])
    file = form.cleaned_data["file"]
    try:
        campaign = blank_set(period, file_name=file.name, data=file.read(), actor=request.user)
    except NotABlank as why:
        return _page(request, period, 400, blank_error=str(why))
    messages.success(request, f"{campaign.blank_name} is loaded; letters carry it with the manufacturer's name.")
    return redirect("campaign:overview", year)


@require_POST
def blank_out(request: HttpRequest, year: int) -> HttpResponse:
    """Send no prefilled CMRT from now on."""
    blank_remove(period_for(year), actor=request.user)
    messages.success(request, "From now on letters carry no CMRT.")
    return redirect("campaign:overview", year)


@require_safe
def blank(request: HttpRequest, year: int) -> HttpResponse:
    """The blank as it was loaded."""
    campaign = campaign_of(period_for(year))
    if not campaign.blank_sha256:
        raise Http404
    return stored_file(campaign.blank_sha256, campaign.blank_name)

"""One manufacturer in one year: in scope or not, who answers for it, what it makes, what was written to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from suppliers.campaign.forms import (
    ContactForm,
    MakesForm,
    ManufacturerForm,
    PersonForm,
    ReasonForm,
    country_names,
)
from suppliers.models import Contact, Letter, Request, Supplier
from suppliers.services.contacts import NotAContact, contact_add, contact_end, person_set
from suppliers.services.requests import supplier_add
from suppliers.services.scope import exclusion_lift, exclusion_of, manufacturer_exclude, products_set
from suppliers.transitions import Conflict


@require_safe
def manufacturer(request: HttpRequest, year: int, supplier_id: int) -> HttpResponse:
    return _page(request, period_for(year), get_object_or_404(Supplier, pk=supplier_id))


def _page(
    request: HttpRequest, period: ReportingPeriod, supplier: Supplier, status: int = 200, **forms: object
) -> HttpResponse:
    asked = Request.objects.filter(period=period, supplier=supplier).first()
    contacts = supplier.contacts.select_related("user").order_by("ended_at", "id")
    context = {
        "period": period,
        "supplier": supplier,
        "asked": asked,
        "exclusion": exclusion_of(period, supplier),
        "earlier": supplier.exclusions.filter(period=period, lifted_at__isnull=False).select_related("decided_by"),
        "contacts": [
            (each, PersonForm(prefix=f"p{each.pk}", initial={"name": each.user.name, "language": each.user.language}))
            for each in contacts
            if each.ended_at is None
        ],
        "former": [each for each in contacts if each.ended_at],
        "products": period.products.all(),
        "makes": set(supplier.products.filter(period=period).values_list("pk", flat=True)),
        "letters": Letter.objects.filter(request=asked).defer("body") if asked else [],
        "contact": ContactForm(prefix="contact"),
        "reason": ReasonForm(prefix="reason"),
    }
    return render(request, "campaign/manufacturer.html", context | forms, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def manufacturer_enter(request: HttpRequest, year: int) -> HttpResponse:
    """Enter a manufacturer by hand."""
    period = period_for(year)
    form = ManufacturerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            supplier = supplier_add(given["name"], given["country"], actor=request.user)
            if given["email"]:
                contact_add(
                    supplier,
                    given["email"],
                    given["contact_name"],
                    language=given["language"],
                    actor=request.user,
                )
        except NotAContact as why:
            messages.error(request, str(why))
        return redirect("campaign:manufacturer", year, supplier.pk)
    context = {"period": period, "form": form, "countries": country_names()}
    return render(request, "campaign/manufacturer_enter.html", context, status=400 if form.errors else 200)


@require_POST
def exclude(request: HttpRequest, year: int, supplier_id: int) -> HttpResponse:
    """Leave it out of the year, with the reason."""
    period, supplier = period_for(year), get_object_or_404(Supplier, pk=supplier_id)
    form = ReasonForm(request.POST, prefix="reason")
    if not form.is_valid():
        return _page(request, period, supplier, 400, reason=form)
    try:
        manufacturer_exclude(period, supplier, form.cleaned_data["reason"], request.user)
        messages.success(request, f"{supplier} is left out of {year}. Nothing more is asked of it.")
    except Conflict:
        messages.warning(request, "Somebody left it out at the same moment. This is how it stands now.")
    return redirect("campaign:manufacturer", year, supplier.pk)


@require_POST
def lift(request: HttpRequest, year: int, supplier_id: int) -> HttpResponse:
    """Take it back into the year."""
    period, supplier = period_for(year), get_object_or_404(Supplier, pk=supplier_id)
    form = ReasonForm(request.POST, prefix="reason")
    if not form.is_valid():
        return _page(request, period, supplier, 400, reason=form)
    if exclusion_lift(period, supplier, form.cleaned_data["reason"], request.user):
        messages.success(request, f"{supplier} is in scope again. What it sent before counts again.")
    else:
        messages.warning(request, "It was in scope already.")
    return redirect("campaign:manufacturer", year, supplier.pk)


@require_POST
def contact_enter(request: HttpRequest, year: int, supplier_id: int) -> HttpResponse:
    """One more person answers for it, or does so again."""
    period, supplier = period_for(year), get_object_or_404(Supplier, pk=supplier_id)
    form = ContactForm(request.POST, prefix="contact")
    if form.is_valid():
        given = form.cleaned_data
        try:
            contact_add(supplier, given["email"], given["name"], language=given["language"], actor=request.user)
        except NotAContact as why:
            form.add_error("email", str(why))
    if not form.is_valid():
        return _page(request, period, supplier, 400, contact=form)
    messages.success(request, f"{given['name'] or given['email']} answers for {supplier}.")
    return redirect("campaign:manufacturer", year, supplier.pk)


@require_POST
def contact_out(request: HttpRequest, year: int, supplier_id: int, contact_id: int) -> HttpResponse:
    """This person no longer answers for it."""
    contact = _contact(supplier_id, contact_id)
    contact_end(contact, actor=request.user)
    messages.success(request, f"{contact.user} no longer answers for {contact.supplier}; open links are dead.")
    return redirect("campaign:manufacturer", year, supplier_id)


@require_POST
def contact_change(request: HttpRequest, year: int, supplier_id: int, contact_id: int) -> HttpResponse:
    """How a contact is called, and in which language we write."""
    contact = _contact(supplier_id, contact_id)
    form = PersonForm(request.POST, prefix=f"p{contact.pk}")
    if form.is_valid():
        try:
            person_set(contact.user, **form.cleaned_data, actor=request.user)
            messages.success(request, "Saved.")
        except NotAContact as why:
            messages.error(request, str(why))
    else:
        messages.error(request, "Choose one of the languages; nothing was changed.")
    return redirect("campaign:manufacturer", year, supplier_id)


@require_POST
def makes(request: HttpRequest, year: int, supplier_id: int) -> HttpResponse:
    """Which of the year's products it makes."""
    period, supplier = period_for(year), get_object_or_404(Supplier, pk=supplier_id)
    form = MakesForm(request.POST, period=period)
    if form.is_valid():
        products_set(period, supplier, form.cleaned_data["products"], actor=request.user)
        messages.success(request, "Saved.")
    else:
        messages.error(request, "A product was taken out meanwhile. This is how it stands now.")
    return redirect("campaign:manufacturer", year, supplier.pk)


def _contact(supplier_id: int, contact_id: int) -> Contact:
    rows = Contact.objects.select_related("user", "supplier")
    return get_object_or_404(rows, supplier=supplier_id, pk=contact_id)

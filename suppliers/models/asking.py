"""Who is asked: manufacturers, the people who answer for them, and one request a year."""

from django.db import models
from django.db.models import Q

from cmr.models import ReportingPeriod, User


class Supplier(models.Model):
    """A contract manufacturer."""

    name = models.CharField(max_length=200, unique=True)
    country_code = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person who answers for a manufacturer; one person may answer for several."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="contacts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contacts")
    ended_at = models.DateTimeField(null=True, help_text="Since then this person no longer answers for it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supplier", "user"], name="contact_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.supplier}"


class Campaign(models.Model):
    """How one year is collected: until when, on which level, in whose name."""

    class Level(models.TextChoices):
        COMPANY = "company", "One declaration for the whole company"
        PRODUCT = "product", "Declarations for the products made for us"

    period = models.OneToOneField(ReportingPeriod, on_delete=models.PROTECT, related_name="campaign")
    due_date = models.DateField()
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.COMPANY)
    minimum_version = models.CharField(
        "oldest CMRT revision taken", max_length=10, blank=True, help_text='Such as "6.5"; empty takes every 6.x.'
    )
    blank_sha256 = models.CharField(max_length=64, blank=True, help_text="The official blank, if the team loaded it.")
    blank_name = models.CharField(max_length=120, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    sender_title = models.CharField(max_length=120, blank=True)
    reply_to = models.EmailField("replies go to", blank=True)
    executive_name = models.CharField(max_length=120, blank=True)
    executive_title = models.CharField(max_length=120, blank=True)
    executive_email = models.EmailField("executive's e-mail address", blank=True)
    follow_up = models.BooleanField("reminders go out by the ladder", default=False)

    def __str__(self) -> str:
        return f"collecting for {self.period}"


class CoveredProduct(models.Model):
    """A product of a year that contains or may contain the metals (Form SD, Item 1.01)."""

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=200)
    family = models.CharField("product family", max_length=120, blank=True)
    makers = models.ManyToManyField(
        Supplier, related_name="products", blank=True, help_text="Who makes it; who is asked is asked for it."
    )

    class Meta:
        ordering = ["family", "name"]
        constraints = [models.UniqueConstraint(fields=["period", "name"], name="product_once_a_period")]

    def __str__(self) -> str:
        return self.name


class Exclusion(models.Model):
    """A manufacturer considered for a year and left out, with the reason; lifted, it stays on record."""

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="exclusions")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.TextField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["supplier__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "supplier"], condition=Q(lifted_at__isnull=True), name="excluded_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} left out of {self.period}"


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests; a withdrawn one is on record and asks for nothing."""

    def standing(self) -> "RequestQuerySet":
        return self.exclude(state="withdrawn")


class Request(models.Model):
    """One manufacturer asked for its CMRT for one calendar year."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        RECEIVED = "received", "Received"
        UNREADABLE = "unreadable", "Could not be read"
        NEEDS_CORRECTION = "needs_correction", "Needs correction"
        IN_REVIEW = "in_review", "In review"
        ACCEPTED = "accepted", "Accepted"
        # The manufacturer is out of scope after all (`Exclusion` says why); its papers are kept and not counted.
        WITHDRAWN = "withdrawn", "No longer asked"

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="requests")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, choices=State.choices, default=State.REQUESTED)
    due_date = models.DateField()
    requested_at = models.DateTimeField(auto_now_add=True)
    products = models.ManyToManyField("CoveredProduct", related_name="requests", blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["supplier__name"]
        constraints = [models.UniqueConstraint(fields=["supplier", "period"], name="request_once_a_period")]

    def __str__(self) -> str:
        return f"{self.supplier}, {self.period}"

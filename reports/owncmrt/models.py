"""The company's own declarations: as prepared, what became of each, and to whom it went. All append-only."""

from django.db import models
from django.db.models import F, Q

from cmr.models import ReportingPeriod, User


class OwnCMRT(models.Model):
    """A declaration of the company for its customers, as one person prepared it.

    `sha256` is the workbook, the very bytes that are reviewed, released and sent. `content_sha256` is the JSON of what
    it rests on: the declaration, the rule and the sources behind each answer, what was left out, what the checks found.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="own_cmrts")
    products = models.JSONField(default=list, help_text="Names of the products it speaks of; empty: the company.")
    effective_date = models.DateField()
    template_version = models.CharField(max_length=10)
    blank_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    checker_remaining = models.PositiveSmallIntegerField(null=True, help_text="Of our own Checker; null: an error.")
    blocking = models.PositiveSmallIntegerField(help_text="Findings of our own checks that forbid its release.")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = "own CMRT"

    def __str__(self) -> str:
        return f"own CMRT {self.pk} for {self.period}"

    @property
    def fit(self) -> bool:
        """Whether nothing that the checks found stands against it."""
        return self.checker_remaining == 0 and not self.blocking


class OwnStep(models.Model):
    """What became of a declaration: reviewed, then released; or sent back. Whoever prepared it does not review it."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", "Reviewed"
        RELEASED = "released", "Released"
        RETURNED = "returned", "Sent back"

    own = models.ForeignKey(OwnCMRT, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.TextField(blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["own", "number"], name="own_step_once"),
            models.CheckConstraint(
                condition=~Q(kind="reviewed") | ~Q(person=F("prepared_by")), name="nobody_reviews_their_own"
            ),
            models.CheckConstraint(
                condition=Q(kind="reviewed", number=1) | Q(kind="released", number=2) | Q(kind="returned"),
                name="own_reviewed_before_released",
            ),
            models.CheckConstraint(condition=~Q(kind="returned") | ~Q(note=""), name="own_returned_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.own}: {self.get_kind_display()}"


class OwnSending(models.Model):
    """That a released declaration went to a customer: to whom, when, with which words; `sha256` are the bytes."""

    own = models.ForeignKey(OwnCMRT, on_delete=models.PROTECT, related_name="sendings")
    customer = models.CharField(max_length=200)
    address = models.CharField("sent to", max_length=254, blank=True)
    text = models.TextField("words of the e-mail", blank=True)
    sent_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_on", "-id"]

    def __str__(self) -> str:
        return f"{self.own} to {self.customer}"

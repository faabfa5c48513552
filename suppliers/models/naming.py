"""The rows of Smelter Lists, and what was decided on names that no facility goes by."""

from django.db import models
from django.db.models import Q

from cmr.models import ReportingPeriod, User
from smelters.models import METAL_CHOICES, Smelter
from suppliers.models.sending import Submission


class UnknownName(models.Model):
    """What rows name that no facility of the register goes by; equal rows share one, in every year.

    Rows are equal when metal, ID as written and `matching.unknown_key` are. `version` counts the decisions on it.
    """

    metal = models.CharField(max_length=8, choices=METAL_CHOICES, blank=True)
    reported_id = models.CharField("ID as written", max_length=9, blank=True)
    key = models.CharField(max_length=250, blank=True)
    name = models.CharField("as first written", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["metal", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["metal", "reported_id", "key"], name="unknown_name_once")]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.metal, self.reported_id, self.name]))


class Disposition(models.Model):
    """What a person decided on an unknown name, for its rows of the period's year and of later ones. Append-only.

    In force in a year is the newest decision of the latest year up to it. An undo is a row that voids another.
    """

    class Kind(models.TextChoices):
        MATCHED = "matched", "This facility"
        ALIAS = "alias", "Another name of this facility"
        RECYCLER = "recycler", "This facility, a recycler"
        NOT_A_SMELTER = "not_a_smelter", "Not a smelter"
        UPSTREAM_DOWNSTREAM = "upstream_downstream", "Upstream or downstream of a smelter"
        CLOSED = "closed", "Closed or removed"
        DUPLICATE = "duplicate", "Duplicate, or of another metal"
        WITHDRAWN = "withdrawn", "Withdrawn by the manufacturer"
        REPORTED = "reported_to_rmi", "Reported to the RMI"
        UNRESOLVED = "unresolved", "Unresolved"

    # Rows so decided count as the facility; are left out, with the reason; stay among the unresolved.
    COUNTED = (Kind.MATCHED, Kind.ALIAS, Kind.RECYCLER)
    EXCLUDED = (Kind.NOT_A_SMELTER, Kind.UPSTREAM_DOWNSTREAM, Kind.CLOSED, Kind.DUPLICATE, Kind.WITHDRAWN)
    WAITING = (Kind.REPORTED, Kind.UNRESOLVED)
    # Left out, and may say which facility it was, or repeats.
    NAMING = (Kind.CLOSED, Kind.DUPLICATE)

    unknown_name = models.ForeignKey(UnknownName, on_delete=models.PROTECT, related_name="dispositions")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    smelter = models.ForeignKey(Smelter, null=True, on_delete=models.PROTECT, related_name="+")
    stock_used = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Closed, but what it made before was used in the period's year: counted in that year, with a note.",
    )
    reason = models.TextField()
    reference = models.CharField(max_length=120, blank=True)
    reference_date = models.DateField(null=True)
    voids = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="disposition_has_reason"),
            models.CheckConstraint(condition=Q(kind="") ^ Q(voids__isnull=True), name="disposition_decides_or_voids"),
            models.CheckConstraint(
                condition=~Q(kind__in=["matched", "alias", "recycler"]) | Q(smelter__isnull=False),
                name="disposition_counts_a_facility",
            ),
            models.CheckConstraint(
                condition=Q(stock_used=False) | Q(kind="closed", smelter__isnull=False),
                name="disposition_stock_of_a_closed_facility",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display() or 'Undone'}: {self.unknown_name}"

    @property
    def counts(self) -> bool:
        """Whether its rows count as the facility."""
        return self.kind in self.COUNTED or self.stock_used


class Mention(models.Model):
    """One row of a Smelter List, as written, and the facility it was matched to, if any."""

    class Listed(models.TextChoices):
        LISTED = "listed", "Listed"
        NOT_LISTED = "not_listed", "Smelter not listed"
        NOT_IDENTIFIED = "not_identified", "Smelter not yet identified"

    class Match(models.TextChoices):
        ID = "id", "by ID"
        NAME = "name", "by name"
        DECISION = "decision", "by decision"
        NONE = "", "not matched"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="mentions")
    row = models.PositiveIntegerField()
    metal = models.CharField(max_length=8, choices=METAL_CHOICES, blank=True)
    reported_id = models.CharField("smelter ID", max_length=9, blank=True)
    name = models.CharField(max_length=500, blank=True)
    standard_name = models.CharField(max_length=500, blank=True)
    country = models.CharField(max_length=120, blank=True)
    listed = models.CharField(max_length=14, choices=Listed.choices)
    cells = models.JSONField(default=dict, help_text="field -> Sheet!Cell")
    details = models.JSONField(default=dict, help_text="Other columns: city, mines, recycled, comments …")
    smelter = models.ForeignKey(Smelter, null=True, on_delete=models.PROTECT, related_name="mentions")
    match = models.CharField(max_length=8, choices=Match.choices, default=Match.NONE, blank=True)
    # Of rows that neither ID nor name placed; few, and never looked up by what was decided.
    unknown_name = models.ForeignKey(
        UnknownName, null=True, on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    disposition = models.ForeignKey(Disposition, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["submission", "row"], name="mention_once_a_row")]
        indexes = [
            models.Index(fields=["submission", "metal", "smelter"]),
            # With all that the queue and the roll-up read of these rows: one in many is one, on a page of its own.
            models.Index(
                fields=["unknown_name"],
                include=["submission", "smelter", "disposition", "country"],
                condition=Q(unknown_name__isnull=False),
                name="mention_of_unknown_name",
            ),
        ]

    def __str__(self) -> str:
        return f"Smelter List row {self.row}: {self.metal} {self.reported_id or self.name}"

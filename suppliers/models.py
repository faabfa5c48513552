"""Collecting: who was asked, what they sent, and what was found in it."""

from django.db import models
from django.db.models import Q

from cmr.models import ReportingPeriod, User
from smelters.models import METAL_CHOICES, Smelter


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supplier", "user"], name="contact_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.supplier}"


class Request(models.Model):
    """One manufacturer asked for its CMRT for one calendar year."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        RECEIVED = "received", "Received"
        UNREADABLE = "unreadable", "Could not be read"
        NEEDS_CORRECTION = "needs_correction", "Needs correction"
        IN_REVIEW = "in_review", "In review"
        ACCEPTED = "accepted", "Accepted"

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="requests")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, choices=State.choices, default=State.REQUESTED)
    due_date = models.DateField()
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["supplier__name"]
        constraints = [models.UniqueConstraint(fields=["supplier", "period"], name="request_once_a_period")]

    def __str__(self) -> str:
        return f"{self.supplier}, {self.period}"


class Upload(models.Model):
    """Bytes a manufacturer sent. The row is the queue: a worker claims it by compare-and-set with a lease.

    Immutable but for the queue's own fields; the same bytes for the same request are one upload.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Received, waiting to be read"
        READING = "reading", "Being read"
        READ = "read", "Read"
        UNREADABLE = "unreadable", "Could not be read as a CMRT"
        FAILED = "failed", "We could not read it"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="uploads")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    hint_at = models.DateTimeField(help_text="When the sweep tells a worker again that this row waits.")
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["request", "sha256"], name="upload_once_a_request")]
        indexes = [models.Index(fields=["id"], condition=Q(state__in=["queued", "reading"]), name="upload_open")]

    def __str__(self) -> str:
        return f"{self.receipt} {self.file_name}"

    @property
    def receipt(self) -> str:
        """The number a manufacturer quotes."""
        return f"R{self.pk:06d}"


class Submission(models.Model):
    """An upload as a reader of one version understood it."""

    class State(models.TextChoices):
        IN_REVIEW = "in_review", "In review"
        NEEDS_CORRECTION = "needs_correction", "Needs correction"
        ACCEPTED = "accepted", "Accepted"
        SUPERSEDED = "superseded", "Superseded"

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="submissions")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="submissions")
    reader_version = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=State.choices, default=State.IN_REVIEW)
    read_at = models.DateTimeField()
    template_version = models.CharField(max_length=10)
    company_name = models.CharField(max_length=300, blank=True)
    effective_date = models.DateField(null=True)
    scope = models.CharField(max_length=1, blank=True)
    document = models.JSONField(
        help_text="The declaration as read (company, answers, products), each value with its cell."
    )
    list_fingerprint = models.CharField(
        max_length=64,
        blank=True,
        help_text="The same where two Smelter Lists name the same facilities; empty where too few are named.",
    )
    checker_remaining = models.PositiveSmallIntegerField(null=True)
    checker_cached = models.PositiveSmallIntegerField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "reader_version"], name="submission_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="accepted"), name="one_accepted_submission_a_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_name or self.request.supplier.name} (CMRT {self.template_version})"


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

    unknown_name = models.ForeignKey(UnknownName, on_delete=models.PROTECT, related_name="dispositions")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    smelter = models.ForeignKey(Smelter, null=True, on_delete=models.PROTECT, related_name="+")
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
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display() or 'Undone'}: {self.unknown_name}"


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
            models.Index(
                fields=["unknown_name"], condition=Q(unknown_name__isnull=False), name="mention_of_unknown_name"
            ),
        ]

    def __str__(self) -> str:
        return f"Smelter List row {self.row}: {self.metal} {self.reported_id or self.name}"


class FindingRow(models.Model):
    """A finding as stored: code and parameters; the sentence is rendered late (`suppliers.cmrt.checks.ALL_CHECKS`)."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=20)
    severity = models.CharField(max_length=5)
    sheet = models.CharField(max_length=40, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.code} {self.sheet}!{self.cell}"

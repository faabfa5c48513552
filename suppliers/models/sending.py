"""What manufacturers send, and what a reader found in it."""

from django.db import models
from django.db.models import Q

from cmr.models import User
from suppliers.models.asking import Request


class Upload(models.Model):
    """Bytes a manufacturer sent. The row is the queue: a worker claims it by compare-and-set with a lease.

    Immutable but for the queue's own fields; the same bytes for the same request are one upload. A draft is checked
    and shown to its sender alone; sent as the answer, its bytes become an upload of their own.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Received, waiting to be read"
        READING = "reading", "Being read"
        READ = "read", "Read"
        UNREADABLE = "unreadable", "Could not be read as a CMRT"
        FAILED = "failed", "We could not read it"

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", "Workbook"
        STATEMENT = "statement", "Statement that nothing is made with these metals"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORKBOOK, db_default=Kind.WORKBOOK)
    covers = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="The products it speaks of, by the sender's name for them; empty: all.",
    )
    draft = models.BooleanField(default=False, db_default=False, help_text="To be checked only; not yet the answer.")
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
    withdrawn_at = models.DateTimeField(null=True, help_text="Since then it is on record and no part of the answer.")

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["request", "sha256", "draft"], name="upload_once_a_request")]
        indexes = [models.Index(fields=["id"], condition=Q(state__in=["queued", "reading"]), name="upload_open")]

    def __str__(self) -> str:
        return f"{self.receipt} {self.file_name}"

    @property
    def receipt(self) -> str:
        """The number a manufacturer quotes."""
        return f"R{self.pk:06d}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def standing(self) -> "SubmissionQuerySet":
        """What manufacturers answer now: neither drafts nor what was superseded or withdrawn."""
        return self.filter(state__in=Submission.STANDING)


class Submission(models.Model):
    """An upload as a reader of one version understood it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Checked, not sent"
        IN_REVIEW = "in_review", "In review"
        NEEDS_CORRECTION = "needs_correction", "Needs correction"
        ACCEPTED = "accepted", "Accepted"
        SUPERSEDED = "superseded", "Superseded"
        # Its manufacturer is no longer asked, or the products it speaks of are not.
        WITHDRAWN = "withdrawn", "No longer counted"

    # What a manufacturer's answer consists of now.
    STANDING = (State.IN_REVIEW, State.NEEDS_CORRECTION, State.ACCEPTED)

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="submissions")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="submissions")
    covers = models.CharField(max_length=120, blank=True, default="", db_default="")
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

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "reader_version"], name="submission_once"),
            models.UniqueConstraint(
                fields=["request", "covers"], condition=Q(state="accepted"), name="one_accepted_submission_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_name or self.request.supplier.name} (CMRT {self.template_version})"


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


class Explanation(models.Model):
    """What a manufacturer answered to a question that a finding puts; append-only, the newest counts.

    `fingerprint` is of what was found: the answer holds for later files as long as they show the same
    (`suppliers.explaining`).
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="explanations")
    covers = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    text = models.TextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["request", "code", "fingerprint"])]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something")]

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:60]}"


class CorrectionRequest(models.Model):
    """A reviewer's request for correction of a submission: what to correct, and until when; append-only."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="corrections")
    findings = models.JSONField(default=list, help_text="The findings chosen: code, severity, sheet, cell, params.")
    note = models.TextField(blank=True)
    due_date = models.DateField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"correction of {self.submission} by {self.due_date}"


class FindingWaiver(models.Model):
    """A finding that the team lets pass, with the reason; it holds as long as the same is found (`fingerprint`)."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="finding_waivers")
    covers = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "covers", "code", "fingerprint"],
                condition=Q(lifted_at__isnull=True),
                name="finding_row_waived_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_row_waived_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} waived"

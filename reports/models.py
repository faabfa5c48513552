"""The annual filing: what was decided and written, what was frozen and approved, and what was rendered from it."""

from django.db import models
from django.db.models import F, Q

from cmr.models import ReportingPeriod, User
from reports.owncmrt.models import OwnCMRT as OwnCMRT
from reports.owncmrt.models import OwnSending as OwnSending
from reports.owncmrt.models import OwnStep as OwnStep
from reports.posting.models import WebCopy as WebCopy
from reports.posting.models import WebSighting as WebSighting


class Determination(models.Model):
    """A named person's answer to a question of the decision tree (`reports.determination.tree`); append-only.

    For a product family and a metal; both are empty where the question is shared. The newest of a question counts.
    `said` is what the data said then; `fingerprint` is of it: when the data says something else, a person looks again.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="determinations")
    family = models.CharField(max_length=120, blank=True)
    metal = models.CharField(max_length=8, blank=True)
    question = models.CharField(max_length=4)
    answer = models.CharField(max_length=12)
    proposed = models.CharField(max_length=12, blank=True)
    said = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    rationale = models.TextField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["period", "family", "metal", "question"])]
        constraints = [models.CheckConstraint(condition=~Q(rationale=""), name="determination_has_rationale")]

    def __str__(self) -> str:
        return f"{self.question} {self.family} {self.metal}: {self.answer}"


class Waiver(models.Model):
    """A finding before filing that a named person lets pass, with the reason (never one that blocks for good).

    It holds while the finding is the same: the fingerprint is of its code, severity, place and parameters. Nothing of
    it changes but that it is lifted, once.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=8)
    fingerprint = models.CharField(max_length=64)
    said = models.TextField(help_text="The finding's sentence at the time.")
    reason = models.TextField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "code", "fingerprint"],
                condition=Q(lifted_at__isnull=True),
                name="finding_waived_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_waived_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code} waived"


class SentenceText(models.Model):
    """The team's wording of a sentence of the report, or one of its own; append-only, the newest of a key counts.

    The condition under which a sentence is printed stays ours. `rests_on` holds the facts as they were when it was
    written: placeholder -> value printed; `delivered` is what we said then. `after` is the sentence that one of the
    team's own follows, `apart` puts it into a paragraph of its own. The same text again, with a reason, confirms it.
    """

    class Kind(models.TextChoices):
        REWORDED = "reworded", "Reworded"
        ADDED = "added", "Added"
        LEFT_OUT = "left_out", "Left out"
        AS_DELIVERED = "as_delivered", "As delivered"

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="sentences")
    section = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    after = models.CharField(max_length=80, blank=True)
    apart = models.BooleanField(default=False, db_default=False)
    text = models.TextField(blank=True)
    delivered = models.TextField(blank=True, default="", db_default="")
    reason = models.TextField(blank=True)
    rests_on = models.JSONField(default=dict)
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["period", "key"])]

    def __str__(self) -> str:
        return f"{self.key}, {self.get_kind_display()}"


class Filing(models.Model):
    """The Form SD of one period, number 0; an amendment (Form SD/A) is the next number and starts from the last."""

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="filings")
    number = models.PositiveSmallIntegerField(default=0, db_default=0)
    why = models.TextField("why it is amended", blank=True, default="", db_default="")
    signed_on = models.DateField(
        null=True, blank=True, help_text="The day the signatory signed the authentication document; empty: unsigned."
    )
    frozen = models.ForeignKey(
        "Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="From the first approval on, the one snapshot that can be approved and filed.",
    )
    filed_on = models.DateField(null=True, blank=True)
    accession_number = models.CharField(max_length=25, blank=True, default="", db_default="")

    class Meta:
        ordering = ["period", "number"]
        constraints = [models.UniqueConstraint(fields=["period", "number"], name="filing_number_once")]

    def __str__(self) -> str:
        return f"{self.form} for {self.period}"

    @property
    def form(self) -> str:
        return "Form SD/A" if self.number else "Form SD"


class Snapshot(models.Model):
    """All that a report needs, as one canonical JSON (in the store under its sha256); rendering reads this alone."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="snapshots")
    sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField(auto_now_add=True)
    built_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    draft = models.BooleanField(help_text="Whether its documents carry the draft's mark.")
    blocking = models.PositiveSmallIntegerField(help_text="Blocking findings that stood when it was built.")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["filing", "sha256"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.filing}, snapshot {self.sha256[:12]}"

    @property
    def for_edgar(self) -> bool:
        """Whether it is something to file; a memo on scope is not."""
        return any(row.kind == RenderedDocument.Kind.SD for row in self.documents.all())


class RenderedDocument(models.Model):
    """A document rendered from a snapshot; its bytes lie in the store."""

    class Kind(models.TextChoices):
        PDF = "form-sd.pdf", "Form SD with its exhibit, if one is filed (PDF)"
        SD = "sd.htm", "Form SD (EDGAR HTML)"
        EX101 = "ex101.htm", "Exhibit 1.01 (EDGAR HTML)"
        MEMO = "memo.pdf", "Memo on scope (PDF), kept and not filed"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "kind"], name="document_once_a_snapshot")]

    def __str__(self) -> str:
        return self.kind


class Signoff(models.Model):
    """A person's approval of one snapshot, by its hash; voided, it stays on record.

    Nobody approves what they prepared, and nobody approves twice.
    """

    class Part(models.TextChoices):
        PREPARER = "preparer", "Prepared"
        LEGAL = "legal", "Legal"
        OPERATIONS = "operations", "Operations or finance"
        OFFICER = "officer", "Signing officer"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="signoffs")
    part = models.CharField(max_length=10, choices=Part.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "part"], condition=Q(voided_at__isnull=True), name="part_signed_once"
            ),
            models.UniqueConstraint(
                fields=["snapshot", "person"], condition=Q(voided_at__isnull=True), name="person_signs_once"
            ),
            models.CheckConstraint(
                condition=Q(part="preparer") | ~Q(person=F("prepared_by")), name="nobody_approves_their_own"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.person}"


class MoveReason(models.Model):
    """Why a facility of last year's report is gone, or lost its status, as a named person says; append-only.

    It holds while the facility stands as it did then: the same move, the same statuses of both years (`was`, `now`).
    Of several the newest counts; an undo is a row that voids another. `text` stays in the house.
    """

    class Kind(models.TextChoices):
        NOT_NAMED = "not_named", "No longer named by the manufacturers that named it"
        OUT_OF_SCOPE = "out_of_scope", "The manufacturers that named it are no longer asked"
        NOT_ANSWERED = "not_answered", "No accepted CMRT yet from a manufacturer that named it"
        PRODUCT_LEVEL = "product_level", "The declaration is limited to our products now"
        CLOSED = "closed", "The facility has closed"
        MERGED = "merged", "Merged or renamed into another ID"
        REMOVED = "removed", "Removed from the supply chain at our request"
        MISTAKEN = "mistaken", "Last year's entry or status was a mistake"
        EXPIRED = "expired", "The status expired, or the program withdrew it"
        NOT_RENEWED = "not_renewed", "The audit was not renewed"
        NOT_PASSED = "not_passed", "The audit was not passed"
        REASSESSED = "reassessed", "A new assessment is under way"
        OTHER = "other", "Another reason, in words"

    # Which reasons fit which move.
    FOR = {
        "gone": (
            Kind.NOT_NAMED, Kind.OUT_OF_SCOPE, Kind.NOT_ANSWERED, Kind.PRODUCT_LEVEL, Kind.CLOSED, Kind.MERGED,
            Kind.REMOVED, Kind.MISTAKEN, Kind.OTHER,
        ),
        "lost": (
            Kind.EXPIRED, Kind.NOT_RENEWED, Kind.NOT_PASSED, Kind.REASSESSED, Kind.CLOSED, Kind.MISTAKEN, Kind.OTHER,
        ),
    }  # fmt: skip

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="move_reasons")
    metal = models.CharField(max_length=8)
    smelter_id = models.CharField("smelter ID", max_length=9)
    move = models.CharField(max_length=4)
    was = models.CharField(max_length=10)
    now = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=14, choices=Kind.choices, blank=True)
    into = models.CharField("ID it went into", max_length=9, blank=True)
    proposed = models.CharField(max_length=14, blank=True)
    text = models.TextField(blank=True)
    voids = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["period", "metal", "smelter_id"])]
        constraints = [
            models.CheckConstraint(condition=Q(kind="") ^ Q(voids__isnull=True), name="move_reason_decides_or_voids"),
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(text=""), name="move_reason_other_in_words"),
            models.CheckConstraint(condition=~Q(kind="merged") | ~Q(into=""), name="move_reason_merged_into"),
        ]

    def __str__(self) -> str:
        return f"{self.metal} {self.smelter_id}: {self.get_kind_display() or 'undone'}"

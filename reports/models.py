"""The annual filing: what was frozen, and what was rendered from it."""

from django.db import models

from cmr.models import ReportingPeriod, User


class Filing(models.Model):
    """The Form SD of one period."""

    period = models.OneToOneField(ReportingPeriod, on_delete=models.PROTECT, related_name="filing")
    signed_on = models.DateField(
        null=True, blank=True, help_text="The day the signatory signed the authentication document; empty: unsigned."
    )

    def __str__(self) -> str:
        return f"Form SD for {self.period}"


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


class RenderedDocument(models.Model):
    """A document rendered from a snapshot; its bytes lie in the store."""

    class Kind(models.TextChoices):
        PDF = "form-sd.pdf", "Form SD with Conflict Minerals Report (PDF)"
        SD = "sd.htm", "Form SD (EDGAR HTML)"
        EX101 = "ex101.htm", "Exhibit 1.01 (EDGAR HTML)"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "kind"], name="document_once_a_snapshot")]

    def __str__(self) -> str:
        return self.kind

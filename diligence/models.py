"""Due diligence: what was done in a year, with its evidence, and what is still to be put right."""

from django.db import models
from django.db.models import Q

from cmr.models import ReportingPeriod, User
from smelters.models import Smelter
from suppliers.models import Request


class Entry(models.Model):
    """One line of the due-diligence log; append-only. A correction is an entry that replaces another.

    What `told` must hold stands in `diligence.kinds`. An entry that replaces and is `withdrawn` takes the other back.
    """

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="diligence")
    kind = models.CharField(max_length=24)
    day = models.DateField(help_text="When it happened, or since when it holds.")
    told = models.JSONField(default=dict, help_text="field of the kind -> value; dates as YYYY-MM-DD.")
    note = models.TextField(blank=True)
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="diligence")
    smelter = models.ForeignKey(Smelter, null=True, blank=True, on_delete=models.PROTECT, related_name="diligence")
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence_url = models.CharField(max_length=500, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    withdrawn = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(replaces__isnull=False), name="entry_withdraws_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.day}"


class CorrectiveAction(models.Model):
    """Something a manufacturer or a facility has to put right (OECD step 3): who sees to it, until when, what came."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="corrective_actions")
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.PROTECT, related_name="corrective_actions"
    )
    smelter = models.ForeignKey(
        Smelter, null=True, blank=True, on_delete=models.PROTECT, related_name="corrective_actions"
    )
    what = models.TextField("what must be put right")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="corrective_actions")
    due_date = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0, help_text="Counts the changes; what was seen is what is changed.")

    class Meta:
        ordering = ["due_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False) | Q(smelter__isnull=False), name="corrective_action_has_party"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="corrective_action_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what[:60]}, by {self.due_date}"

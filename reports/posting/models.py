"""What was made for the website, and who saw it there on which day. Both append-only."""

from django.db import models
from django.db.models import Q

from cmr.models import User


class WebCopy(models.Model):
    """An approved report as a page for the website: from which day it stands there, and where."""

    snapshot = models.ForeignKey("reports.Snapshot", on_delete=models.PROTECT, related_name="web_copies")
    posted_on = models.DateField()
    url = models.CharField("public address", max_length=300)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "web copies"

    def __str__(self) -> str:
        return f"web copy of {self.snapshot.filing}, posted on {self.posted_on}"


class WebSighting(models.Model):
    """That a person opened the address on a day, and found the report there or not."""

    copy = models.ForeignKey(WebCopy, on_delete=models.PROTECT, related_name="sightings")
    seen_on = models.DateField()
    found = models.BooleanField()
    note = models.TextField(blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(found=True) | ~Q(note=""), name="not_found_says_what")]

    def __str__(self) -> str:
        return f"{'found' if self.found else 'not found'} on {self.seen_on}"

"""The team's official blank, filled with what we know of a manufacturer, to begin with."""

from django.db import models

from suppliers.models.asking import Request


class Prefilled(models.Model):
    """A CMRT prepared for a request; made once of the same blank and the same words."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="prefilled")
    made_of = models.CharField(max_length=64, help_text="A hash over the blank and what was filled in.")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "made_of"], name="prefilled_once")]

    def __str__(self) -> str:
        return self.name

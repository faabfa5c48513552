"""What is derived from collected rows so that a whole year can be read at once; never edited by hand."""

from django.db import models

from suppliers.models.sending import Submission


class ListSummary(models.Model):
    """What the rows of one Smelter List add up to, but for those that decisions place (`suppliers.rollup` adds them).

    Facilities are sets of their keys (`suppliers.bitsets`). Written with the rows by `services.summaries`, and written
    again in the transaction that changes any row that an ID or a name placed.
    """

    submission = models.OneToOneField(Submission, primary_key=True, on_delete=models.CASCADE, related_name="summary")
    rows = models.PositiveIntegerField()
    nameless = models.PositiveIntegerField(help_text="Rows that name nothing, so that there is nothing to decide.")
    facilities = models.BinaryField()
    recycled = models.BinaryField(help_text="Facilities said to take in recycled material alone.")
    unrecycled = models.BinaryField(help_text="Facilities said to take in other material too.")
    origins = models.JSONField(default=dict, help_text="Origin as written -> keys of the facilities it is said of.")

    def __str__(self) -> str:
        return f"{self.rows} rows of submission {self.submission_id}"

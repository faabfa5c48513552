"""The register: what a facility is, what it is called, and what status it had on a day.

Identity is metal + ID, never the name. Statuses are dated facts: a record is added, never edited.
"""

from django.db import models

from cmr.models import User
from cmr.vocab import METALS

METAL_CHOICES = [(metal.value, metal.value) for metal in METALS]


class Smelter(models.Model):
    """A smelter or refiner of one metal. `country` is where it stands, never where its mineral comes from."""

    class Origin(models.TextChoices):
        LIST = "list", "Status list"
        REFERENCE = "reference", "Reference look-up"
        REPORTED = "reported", "Reported by a manufacturer"
        TEAM = "team", "Entered by the team"

    metal = models.CharField(max_length=8, choices=METAL_CHOICES)
    smelter_id = models.CharField("smelter ID", max_length=9)
    name = models.CharField("standard name", max_length=250)
    country = models.CharField(max_length=80, help_text="As the source spells it.")
    country_code = models.CharField(max_length=2, blank=True, db_index=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TEAM)
    spelled_on = models.DateField(
        null=True,
        editable=False,
        help_text="The day of the source that gave name and place; an older one changes nothing.",
    )

    class Meta:
        ordering = ["metal", "name"]
        constraints = [models.UniqueConstraint(fields=["metal", "smelter_id"], name="smelter_metal_and_id")]

    def __str__(self) -> str:
        return f"{self.metal} {self.smelter_id} {self.name}"


class SmelterName(models.Model):
    """A name a facility goes or went by, its present one too; spellings share the `key` (`matching.name_key`)."""

    smelter = models.ForeignKey(Smelter, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=250)
    key = models.CharField(max_length=250, db_index=True)
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["smelter", "name"], name="smelter_name_once")]

    def __str__(self) -> str:
        return self.name


class Status(models.Model):
    """A word of the dated status vocabulary and what it counts as.

    `words` are the ways lists write it, compared whole: "Non-Conformant" is not a kind of "Conformant".
    """

    class Group(models.TextChoices):
        CONFORMANT = "conformant", "Conformant"
        ACTIVE = "active", "Active"
        OTHER = "not_listed", "Not on the conformant or active list"

    code = models.CharField(max_length=30, primary_key=True)
    label = models.CharField(max_length=80)
    definition = models.TextField()
    group = models.CharField(max_length=10, choices=Group.choices)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    words = models.JSONField("as lists write it", default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "statuses"

    def __str__(self) -> str:
        return self.label


class StatusList(models.Model):
    """A list imported whole: its day, its source, its original bytes, and what it speaks of.

    `metals` and `groups` say what the list covers: for those, a facility that it leaves out is not on it.
    """

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    as_of = models.DateField("as of", db_index=True)
    sha256 = models.CharField(max_length=64)
    metals = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    columns = models.JSONField("columns read as", default=dict, blank=True)
    row_count = models.PositiveIntegerField()
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-as_of", "-id"]
        constraints = [models.UniqueConstraint(fields=["sha256", "as_of"], name="status_list_once")]

    def __str__(self) -> str:
        return f"{self.name}, as of {self.as_of:%-d %B %Y}"


class ListProposal(models.Model):
    """A list that one person prepared and another applies; it keeps the file and what was told about it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be applied"
        APPLIED = "applied", "Applied"
        WITHDRAWN = "withdrawn", "Withdrawn"

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    as_of = models.DateField("as of")
    status = models.CharField("status of the rows", max_length=30, blank=True)
    metal = models.CharField("metal of the rows", max_length=8, blank=True)
    columns = models.JSONField(null=True, help_text="field -> index of the column, where a person chose.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "prepared list"

    def __str__(self) -> str:
        return f"{self.name}, as of {self.as_of:%-d %B %Y}"


class ReferenceLookup(models.Model):
    """A CMRT's Smelter Look-up taken over whole: names, aliases, IDs and places as of a day, and no status."""

    source = models.CharField(max_length=200)
    as_of = models.DateField("as of")
    sha256 = models.CharField(max_length=64)
    facilities = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-as_of", "-id"]
        verbose_name = "look-up"
        constraints = [models.UniqueConstraint(fields=["sha256", "as_of"], name="lookup_once")]

    def __str__(self) -> str:
        return f"{self.source}, as of {self.as_of:%-d %B %Y}"


class ColumnMapping(models.Model):
    """How a person said the columns of a list are to be read; lists with the same head are read like it."""

    fingerprint = models.CharField(max_length=64, unique=True, help_text="sha256 of the head's captions.")
    columns = models.JSONField(help_text="field -> index of the column")
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.fingerprint[:12]


class StatusRecord(models.Model):
    """From this day, this facility had this status, by this list or for this reason. Append-only."""

    smelter = models.ForeignKey(Smelter, on_delete=models.PROTECT, related_name="status_records")
    status = models.ForeignKey(Status, on_delete=models.PROTECT)
    valid_from = models.DateField("effective from")
    status_list = models.ForeignKey(StatusList, null=True, blank=True, on_delete=models.PROTECT, related_name="records")
    raw = models.CharField("as written", max_length=120, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day the list vouches for, if it says.")
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    evidence_url = models.CharField("evidence, address", max_length=500, blank=True)
    evidence_name = models.CharField("evidence, file", max_length=120, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["smelter", "-valid_from", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status_list__isnull=False) | ~models.Q(reason=""), name="status_has_list_or_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.smelter} {self.status_id} from {self.valid_from}"


class DatedTable(models.Model):
    """A table that somebody else keeps, imported whole: its day, its source, its original bytes. Append-only.

    Of the tables of one kind and name, the one of the newest day is in force (of two on one day, the one imported
    last); tables of different names stand side by side. `publishable`: whether its origins may be printed.
    """

    class Kind(models.TextChoices):
        CAHRA = "cahra", "Conflict-affected and high-risk areas"
        TRANSIT = "transit", "Transit countries for gold"
        PRODUCERS = "producers", "Countries known to produce a metal"
        SANCTIONS = "sanctions", "Sanctions"
        ORIGINS = "origins", "Countries of origin"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    as_of = models.DateField("as of", db_index=True)
    sha256 = models.CharField(max_length=64)
    publishable = models.BooleanField("right to publish", default=False)
    row_count = models.PositiveIntegerField()
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return f"{self.name}, as of {self.as_of:%-d %B %Y}"


class DatedRow(models.Model):
    """A row of a dated table: a country, a facility, or a facility and a country its mineral comes from. Append-only.

    Without `metals` it speaks of all of them. `list_name`, `listed_on` and `source` are the row's own, where it has
    them: the list it was taken from, the day it was listed, where that can be read.
    """

    table = models.ForeignKey(DatedTable, on_delete=models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()
    country_code = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=120, blank=True)
    metals = models.JSONField(default=list)
    smelter_id = models.CharField("smelter ID", max_length=9, blank=True)
    name = models.CharField(max_length=250, blank=True)
    list_name = models.CharField("list", max_length=120, blank=True)
    listed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["table", "row"]

    def __str__(self) -> str:
        named = (", ".join(self.metals), self.smelter_id, self.name, self.country, self.region)
        return " ".join(filter(None, named))

"""What is written to manufacturers: the team's texts, the letters as sent, personal links, and the contact log.

The contact log is evidence of the country-of-origin inquiry and of OECD step 1 (engagement with suppliers).
"""

from django.db import models
from django.db.models import Q

from cmr.models import LANGUAGES, ReportingPeriod, User
from suppliers.models.asking import Campaign, Request


class LetterKind(models.TextChoices):
    INVITATION = "invitation", "Request for the CMRT"
    REMINDER = "reminder", "Reminder before the due date"
    OVERDUE = "overdue", "Reminder after the due date"
    FINAL = "final", "Last letter to the manufacturer"
    ESCALATION = "escalation", "Escalation to the executive"
    CORRECTION = "correction", "Request for correction"
    RECEIPT = "receipt", "What we received"
    FACILITIES = "facilities", "Facilities without conformant or active status"


class LetterText(models.Model):
    """The team's wording of a kind of letter; append-only, the newest of kind and language counts.

    Without a row the wording we deliver counts. Placeholders from a closed table, never code.
    """

    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    edited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_language_display()})"


class Invitation(models.Model):
    """A personal link: works once, until it expires or is revoked.

    The link carries a signature over key and nonce; the row alone opens nothing.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"link {self.pk} for {self.user}"


class LadderStep(models.Model):
    """A rung of the follow-up: so many days from the due date (negative: before), this letter goes to the silent."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="ladder")
    days = models.SmallIntegerField("days from the due date")
    kind = models.CharField(
        max_length=12,
        choices=[
            (kind.value, kind.label)
            for kind in (LetterKind.REMINDER, LetterKind.OVERDUE, LetterKind.FINAL, LetterKind.ESCALATION)
        ],
    )

    class Meta:
        ordering = ["days", "id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "days", "kind"], name="ladder_step_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, day {self.days:+d}"


class Letter(models.Model):
    """A letter as it is sent, and the outbox: the row is written first, and its key lets it be written only once.

    A personal link stands in `body` as a mark and is filled in while the mail is handed over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        BOUNCED = "bounced", "Came back"
        FAILED = "failed", "Could not be sent"
        # The process ended between handing over and hearing back. Sending again is for a person to decide.
        UNCERTAIN = "uncertain", "May or may not have gone out"
        CANCELLED = "cancelled", "Not sent: no longer needed"

    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="letters")
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    to_name = models.CharField(max_length=120, blank=True)
    to_address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    attachments = models.JSONField(default=list, help_text="[{name, sha256}]: files of the private store.")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="letters")
    key = models.CharField(max_length=120, unique=True, help_text="What must not be sent twice.")
    message_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["waiting", "sending"]), name="letter_open"),
            models.Index(fields=["message_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.to_address}"


class ContactRecord(models.Model):
    """What came back from a manufacturer, or was said to it outside our letters; append-only."""

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        BOUNCE = "bounce", "Letter came back"
        TELEPHONE = "telephone", "Telephone call"
        MEETING = "meeting", "Meeting"
        NOTE = "note", "Note"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="contact_records")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField(help_text="When it happened.")
    text = models.TextField()
    original_sha256 = models.CharField(max_length=64, blank=True, help_text="The mail as it came, in the store.")
    message_id = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"


class StrayMail(models.Model):
    """A mail that came in and answers none of our letters, as far as we can see. A person files it, or leaves it."""

    sha256 = models.CharField(max_length=64, unique=True, help_text="The mail as it came, in the store.")
    sender = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    record = models.OneToOneField(ContactRecord, null=True, on_delete=models.PROTECT, related_name="mail")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject or self.sender or f"mail {self.sha256[:12]}"

"""What every app stands on: people, the registrant, its reporting years, and the audit log."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac


class Role(models.TextChoices):
    """What a person is here for; rights follow from it (`cmr.access`)."""

    MANUFACTURER = "manufacturer", "Contract manufacturer"
    REVIEWER = "reviewer", "Reviewer"
    LEGAL = "legal", "Legal team"
    EXECUTIVE = "executive", "Executive"
    ADMIN = "admin", "Administrator"


# Of the portal and of the letters.
LANGUAGES = settings.LANGUAGES


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, role: str, name: str = "", password: str | None = None) -> "User":
        """A person with a role; without a password the only way in is a code by mail."""
        user = self.model(email=self.normalize_email(email).lower(), role=role, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: str) -> "User":
        user = self.create_user(email, Role.ADMIN, fields.get("name", ""), password)
        user.is_superuser = True
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, known by an e-mail address."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    language = models.CharField("writes and reads", max_length=10, choices=LANGUAGES, default="en", db_default="en")
    is_active = models.BooleanField(default=True)
    # Counted up to sign the person out everywhere: every session is signed over it (`cmr.devices`).
    session_round = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def has_usable_password(self) -> bool:
        """Nobody signs in with one, whatever `createsuperuser` asked for; so none is asked for anywhere."""
        return False

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is good for: this role, and until the person is signed out everywhere."""
        signed = f"{self.password}\n{self.role}\n{self.session_round}"
        return salted_hmac("cmr.models.User.session", signed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Whether Django admin opens."""
        return self.is_superuser or self.role == Role.ADMIN


class Registrant(models.Model):
    """The company that files, as the cover of Form SD names it."""

    name = models.CharField(max_length=200, unique=True)
    state_of_incorporation = models.CharField(max_length=100)
    commission_file_number = models.CharField(max_length=20)
    ein = models.CharField("IRS employer identification number", max_length=20)
    address = models.TextField(help_text="Principal executive offices, one line each, ZIP code last.")
    contact_name = models.CharField(max_length=120)
    contact_title = models.CharField(max_length=120)
    contact_phone = models.CharField(max_length=40)
    signatory_name = models.CharField(max_length=120)
    signatory_title = models.CharField(max_length=120)
    signatory_since = models.DateField(
        "executive officer since", null=True, blank=True, help_text="Who signs holds the office on the day of signing."
    )
    signatory_until = models.DateField("executive officer until", null=True, blank=True)
    edgar_name = models.CharField(
        "name on EDGAR", max_length=200, blank=True, default="", db_default="", help_text="Empty: not compared."
    )
    disclosure_url = models.CharField("public address of the disclosure", max_length=300)
    policy_url = models.CharField("public address of the policy", max_length=300, blank=True)
    overview = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class ReportingPeriod(models.Model):
    """One calendar year of one registrant (Rule 13p-1: always 1 January to 31 December)."""

    registrant = models.ForeignKey(Registrant, on_delete=models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField(unique=True)
    covered_products = models.TextField(help_text='As the report says it: "our physical measurement appliances".')
    status_as_of = models.DateField(
        null=True, blank=True, help_text="The day on which facility statuses are read; empty: the newest list's day."
    )

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"calendar year {self.year}"


class AuditEvent(models.Model):
    """One thing that happened, for good: append-only, each row hashed over the one before it.

    Written by `cmr.audit.record` alone. Names are kept as text beside the key, so that the log reads alone.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=254)
    event = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_id"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.event} {self.object_label}"


class AuditHead(models.Model):
    """The last hash of the chain; moving this one row gives the log its total order."""

    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.hash

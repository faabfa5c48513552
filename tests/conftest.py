"""The people and the year of the tests: Alice and Bob answer for a manufacturer each, Lena is legal, Ada is admin.

Rita reviews, and Edgar is an executive.
"""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from cmr import append_only
from cmr.models import AuditEvent, Registrant, ReportingPeriod, Role, User
from diligence.models import Entry
from reports.models import (
    Determination,
    MoveReason,
    OwnCMRT,
    OwnSending,
    OwnStep,
    RenderedDocument,
    SentenceText,
    Snapshot,
    Waiver,
    WebCopy,
    WebSighting,
)
from smelters.models import DatedRow, DatedTable, StatusRecord
from suppliers.models import (
    Contact,
    ContactRecord,
    CorrectionRequest,
    Disposition,
    Explanation,
    LetterText,
    Request,
    Supplier,
)

APPEND_ONLY = (
    AuditEvent,
    StatusRecord,
    DatedTable,
    DatedRow,
    Disposition,
    LetterText,
    ContactRecord,
    Explanation,
    CorrectionRequest,
    Entry,
    Determination,
    SentenceText,
    MoveReason,
    Snapshot,
    RenderedDocument,
    Waiver,
    OwnCMRT,
    OwnStep,
    OwnSending,
    WebCopy,
    WebSighting,
)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(autouse=True)
def private_store(settings, tmp_path):
    """Every test keeps its files in a folder of its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def registrant(db) -> Registrant:
    return Registrant.objects.create(
        name="Meridian Instruments, Inc.",
        state_of_incorporation="Delaware",
        commission_file_number="001-39999",
        ein="94-0000000",
        address="400 Example Parkway\nSan Jose, California 95110",
        contact_name="Dana Whitfield",
        contact_title="Chief Legal Officer and Corporate Secretary",
        contact_phone="(408) 555-0100",
        signatory_name="Dana Whitfield",
        signatory_title="Chief Legal Officer and Corporate Secretary",
        signatory_since=date(2019, 1, 1),
        disclosure_url="https://investor.meridian.example/conflict-minerals",
        policy_url="https://investor.meridian.example/responsible-minerals-policy",
        overview="We design network measurement instruments and the appliances that run them.",
    )


@pytest.fixture
def period(registrant) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        registrant=registrant, year=2025, covered_products="our physical measurement appliances"
    )


@pytest.fixture
def legal(db) -> User:
    return User.objects.create_user("lena@meridian.example", Role.LEGAL, "Lena Hart")


@pytest.fixture
def admin_user(db) -> User:
    return User.objects.create_user("ada@meridian.example", Role.ADMIN, "Ada Moss")


@pytest.fixture
def reviewer(db) -> User:
    return User.objects.create_user("rita@meridian.example", Role.REVIEWER, "Rita Lund")


@pytest.fixture
def executive(db) -> User:
    return User.objects.create_user("edgar@meridian.example", Role.EXECUTIVE, "Edgar Voss")


@pytest.fixture
def alice(db) -> User:
    return User.objects.create_user("alice@alder.example", Role.MANUFACTURER, "Alice Alder")


@pytest.fixture
def bob(db) -> User:
    return User.objects.create_user("bob@birchfield.example", Role.MANUFACTURER, "Bob Birch")


def _asked(name: str, user: User, period: ReportingPeriod) -> Request:
    supplier = Supplier.objects.create(name=name, country_code="US")
    Contact.objects.create(supplier=supplier, user=user)
    return Request.objects.create(supplier=supplier, period=period, due_date=date(period.year + 1, 3, 31))


@pytest.fixture
def alder(alice, period) -> Request:
    """What Alice's manufacturer was asked for."""
    return _asked("Alder Precision Manufacturing", alice, period)


@pytest.fixture
def birchfield(bob, period) -> Request:
    """What Bob's manufacturer was asked for."""
    return _asked("Birchfield Electronics Co., Ltd.", bob, period)


@pytest.fixture
def client_for():
    """A signed-in test client: `client_for(alice)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Without the append-only triggers: tables are emptied between tests, and some tests play the tamperer."""
    with django_db_blocker.unblock():
        for model in APPEND_ONLY:
            append_only.remove(connection, model._meta.db_table)

"""A report that can be signed, and four persons to sign it."""

import pytest

from cmr import storage
from cmr.models import ReportingPeriod, Role, User
from reports.models import Snapshot
from reports.services import build, filing_build, filing_sign_day, texts
from tests.reports.decided import decide_all, logged
from tests.reports.signing import SIGNED, TODAY
from tests.reports.year import answers, asked, facility, sent, status_list


@pytest.fixture
def people(legal) -> list[User]:
    names = ("Ines", "Omar", "Olga")
    return [legal, *(User.objects.create_user(f"{name}@meridian.example", Role.LEGAL, name) for name in names)]


@pytest.fixture
def approvable(period, monkeypatch) -> ReportingPeriod:
    """A year that nothing blocks, with a PDF renderer that costs nothing."""
    monkeypatch.setattr(build, "render_pdf", lambda content, sha256: b"%PDF-" + sha256.encode())
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())
    workbook = storage.store([b"a workbook"]).sha256
    sent(asked(period, "Alder"), luna, document=answers("Unknown"), sha256=workbook)
    decide_all(period)
    logged(period)
    return period


@pytest.fixture
def built(approvable, people) -> Snapshot:
    """Its report, signed by the signatory and built by the first of the people."""
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=people[0])
    return filing_build(approvable, actor=people[0], today=TODAY).snapshot


@pytest.fixture(autouse=True)
def no_facts_of_another_test():
    """A look while writing keeps the facts for a minute."""
    texts._facts_light.cache_clear()

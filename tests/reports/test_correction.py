"""The third door: an administrator corrects a status in Django admin, and the next report says so."""

from datetime import date

import pytest

from reports.render.edgar_rules import violations
from reports.services import filing_build, filing_check
from smelters.models import Smelter
from tests.reports.year import answers, asked, facility, sent, status_list

TODAY = date(2026, 5, 20)


@pytest.fixture
def aurubis(period) -> Smelter:
    listed = status_list()
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", listed)
    gold = facility("Gold", 113, "Aurubis AG", "GERMANY", "active", listed)
    sent(asked(period, "Alder"), luna, gold, document=answers("Unknown"))
    return gold


def test_a_status_corrected_in_admin_stands_in_the_next_report(aurubis, period, client_for, admin_user):
    before, _ = filing_check(period, today=TODAY)
    assert before.by_status["active"] == 1
    given = {
        "status": "conformant",
        "valid_from": before.as_of.isoformat(),
        "reason": "The audit was concluded; the list had not caught up.",
        "evidence": "Letter of the program",
        "step": "confirm",
    }
    done = client_for(admin_user).post(f"/admin/smelters/smelter/{aurubis.pk}/correct/", given)
    assert done.status_code == 302
    built = filing_build(period, actor=None, today=TODAY)
    assert built.facts.by_status == {"conformant": 2, "active": 0, "not_listed": 0}
    page = built.documents["ex101.htm"]
    assert b"Active" not in page.split(b"Aurubis AG")[1][:200]
    assert violations(page, {"ex101.htm", "sd.htm"}) == []

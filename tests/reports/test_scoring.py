"""The score: each point can be won and lost, the page leads to what would raise it, and none of it leaves the house."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cmr import storage
from diligence.models import Entry
from reports.facts.outreach import Log, LogFact, Outreach, Sent
from reports.prefiling import ALL_CHECKS
from reports.render.words import words_of
from reports.scoring import BONUS, GROUPS, ITEMS
from reports.scoring.item import Item, Need, Seen, scored
from reports.scoring.views import points_told
from reports.services import render
from tests.reports.examples import draft, facts
from tests.reports.test_yearly_words import last
from tests.suppliers.test_portal import text_of

DAY = date(2026, 3, 1)
TOLD = {
    "policy": {"version": "2", "url": "https://x.example", "annex_ii": True, "communicated": "By letter."},
    "team": {"owner": "The Chief Operating Officer", "functions": "legal", "reports_how_often": "quarterly"},
    "contract_clause": {"manufacturers": 3},
    "grievance_channel": {"url": "https://x.example", "outsiders": True, "run_by": "an industry body"},
    "membership": {"programme": "ITSCI"},
    "retention": {"until": "2031-12-31", "where": "here"},
    "training": {"audience": "suppliers", "subject": "CMRT", "people": 4},
    "management_report": {"to": "The Chief Operating Officer", "subject": "All."},
    "red_flag_review": {"scope": "cobalt as well", "found": "Nothing."},
    "adverse_report": {"source": "An NGO", "summary": "One."},
    "risk_decision": {"risk": "One", "decision": "continue", "owner": "Legal"},
    "facility_outreach": {"facilities": 2, "how": "A visit to each."},
    "publication": {"url": "https://x.example/annex.csv"},
}
LASTING = ("policy", "team", "contract_clause", "grievance_channel", "membership", "retention")


def log() -> Log:
    rows = {kind: LogFact(kind, DAY, told) for kind, told in TOLD.items()}
    happened = tuple(row for kind, row in rows.items() if kind not in LASTING)
    return Log(entries=happened, holding=tuple(rows[kind] for kind in LASTING), actions=1, actions_done=1)


def best() -> Seen:
    held = facts(
        yearly=last(was={"CID000113": "active"}),
        log=log(),
        outreach=Outreach(facilities_told=Sent(1, 1, DAY, DAY)),
        signed_on=date(2026, 5, 27),
        unresolved=(),
        sentinels=0,
    )
    return Seen(draft(held))


def worst() -> Seen:
    """Nobody answered, nothing is listed, and every check finds something."""
    none = dict.fromkeys(("Gold", "Tantalum", "Tin", "Tungsten"), 0)
    held = facts(
        annex=(), lists=(), files=(), products="", surveyed=2, responded=0, accepted=0, requested=None, received=None,
        effective=None, declared_by_metal=none, unread_origins=1, returned=1, risk=replace(facts().risk, tables=()),
        log=Log(), outreach=Outreach(),
    )  # fmt: skip
    held = replace(held, filer=replace(held.filer, disclosure_url="", policy_url="", signatory_name=""))
    seen = draft(held)
    empty = tuple(replace(part, blocks=()) for part in seen.report.parts)
    return Seen(replace(seen, report=replace(seen.report, parts=empty)), frozenset(check.code for check in ALL_CHECKS))


NEEDS = [(item, each) for item in ITEMS for each in item.needs]


@pytest.fixture(scope="module")
def seen() -> tuple[Seen, Seen]:
    return best(), worst()


@pytest.mark.parametrize(
    ("item", "need"), NEEDS, ids=[f"{item.number} {each.asks}" for item, each in NEEDS]
)  # fmt: skip
def test_each_need_of_each_item_can_be_met_and_missed(item: Item, need: Need, seen):
    good, bad = seen
    assert need.met(good)
    assert not need.met(bad)
    assert need.raises.endswith(".")


def test_each_need_leads_to_a_page_of_the_year():
    for _, each in NEEDS:
        assert "2025" in reverse(each.where.url, args=[2025])


def test_the_points_are_those_of_the_groups():
    assert [group.points for group in GROUPS] == [34, 24, 22, 14]
    assert (BONUS.points, len(ITEMS)) == (6, 46)


def total(seen: Seen, *groups) -> float:
    return sum(row.halves for group in groups for row in scored(group.items, seen)) / 2


def test_everything_earns_all_and_nothing_earns_nothing(seen):
    good, bad = seen
    assert (total(good, *GROUPS), total(good, BONUS)) == (94, 6)
    assert (total(bad, *GROUPS), total(bad, BONUS)) == (0, 0)


def test_a_part_of_the_needs_earns_a_part_of_the_points_cut_off_to_halves(seen):
    good, _ = seen
    held = replace(good.facts, yearly=replace(good.facts.yearly, source="evidence"))
    row = next(row for row in scored(GROUPS[2].items, Seen(draft(held))) if row.item.number == 30)
    assert (row.halves, row.level, [each.asks for each in row.unmet]) == (
        6, "part", ["Last year's side is the report as it was filed"],
    )  # fmt: skip
    assert [points_told(halves) for halves in (0, 1, 2, 5)] == ["0", "½", "1", "2½"]


def test_a_loss_without_a_reason_costs_points(seen):
    good, _ = seen
    fell = Seen(draft(replace(good.facts, yearly=last("active", was={"CID000711": "conformant"}))))
    assert total(fell, GROUPS[2]) == total(good, GROUPS[2]) - 2


def test_the_rules_name_only_checks_that_there_are():
    class Spy(frozenset):
        asked: set[str] = set()

        def intersection(self, *others):
            self.asked.update(*others)
            return frozenset()

    spy = Seen(best().draft, Spy())
    for group in (*GROUPS, BONUS):
        scored(group.items, spy)
    assert Spy.asked and not Spy.asked - {check.code for check in ALL_CHECKS}


@pytest.fixture
def desk(client_for, legal, approvable, monkeypatch):
    monkeypatch.setattr("reports.scoring.views.timezone.localdate", lambda *args: date(2026, 5, 20))
    return client_for(legal)


def page(desk) -> str:
    return text_of(desk.get(reverse("reports:score", args=[2025])))


def test_the_page_tells_the_total_and_what_loses_most_first(desk):
    body = desk.get(reverse("reports:score", args=[2025])).content.decode()
    said = text_of(desk.get(reverse("reports:score", args=[2025])))
    assert "of 94 points" in said and "The weights are ours" in said
    assert body.index('id="item-30"') < body.index('id="item-20"') < body.index('id="item-41"')
    assert f'<a href="{reverse("diligence:log", args=[2025])}">' in body
    assert f'<a href="{reverse("reports:yearly", args=[2025])}">' in body


def test_what_is_entered_raises_it(desk, approvable):
    assert "A training of manufacturers is on record" not in page(desk).split("Won in full")[1]
    Entry.objects.create(
        period=approvable, kind="training", day=DAY, told=TOLD["training"], recorded_at="2026-03-01T00:00Z"
    )
    said = page(desk)
    assert "A training of manufacturers is on record" in said.split("Won in full")[1]


def test_nothing_of_it_is_printed_in_the_filing_or_kept_in_the_snapshot(built):
    content = storage.read(built.sha256)
    assert b'"score"' not in content and b"points" not in content
    words = " ".join(words_of(b"".join(render(content)[kind] for kind in ("sd.htm", "ex101.htm")).decode()))
    assert " score" not in words.lower() and " points" not in words.lower()

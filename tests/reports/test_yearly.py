"""What moved since the year before: where last year's side comes from, what counts as moved, and why."""

import io
import json
from datetime import date

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from cmr import storage
from cmr.models import AuditEvent, ReportingPeriod
from reports.canonical import canonical
from reports.facts import gather_yearly as yearly
from reports.facts.gather import build_facts
from reports.facts.yearly import from_json
from reports.models import Filing, MoveReason, Snapshot
from reports.out.binder import binder
from reports.out.export import facts_out
from reports.services import build, filing_build, render
from reports.services.yearly import NotReasoned, reason_undo, reasons_decide
from reports.yearly.reasons import proposals
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName, Status, StatusRecord
from suppliers.models import Exclusion, Request, Submission, Supplier
from suppliers.services.summaries import summaries_renew
from tests.reports.year import asked, facility, sent, status_list

THEN, TODAY = date(2025, 5, 20), date(2026, 5, 20)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(build, "render_pdf", lambda content, sha256: b"%PDF-" + sha256.encode())
    yearly.snapshot_read.cache_clear()


@pytest.fixture
def last(registrant) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        registrant=registrant, year=2024, covered_products="our appliances", status_as_of=date(2025, 4, 30)
    )


def listed(smelter: Smelter, status: str, on) -> None:
    word = Status.objects.get(code=status)
    StatusRecord.objects.create(smelter=smelter, status=word, valid_from=on.as_of, status_list=on, raw=word.label)


@pytest.fixture
def lists(db):
    return status_list(date(2025, 4, 30), sha256="1" * 64), status_list(date(2026, 4, 30), sha256="2" * 64)


@pytest.fixture
def works(lists) -> dict[str, Smelter]:
    """Stays (conformant in both years), Fell (conformant, then off the lists), Rose (active, then conformant), …"""
    then, now = lists
    found = {
        name: facility("Tin", number, f"{name} Works", "GERMANY")
        for number, name in enumerate(("Stays", "Fell", "Rose", "Old", "New"), 1)
    }
    for name, first, second in (
        ("Stays", "conformant", "conformant"),
        ("Fell", "conformant", ""),
        ("Rose", "active", "conformant"),
        ("Old", "conformant", ""),
        ("New", "", "active"),
    ):
        if first:
            listed(found[name], first, then)
        if second:
            listed(found[name], second, now)
    return found


@pytest.fixture
def two_years(period, last, works):
    sent(asked(last, "Alder"), *(works[name] for name in ("Stays", "Fell", "Rose", "Old")))
    asked(last, "Birchfield")
    sent(asked(period, "Cascade"), *(works[name] for name in ("Stays", "Fell", "Rose", "New")))
    return period


def facts_of(period: ReportingPeriod):
    return build_facts(period, today=TODAY)


def names(rows) -> list[str]:
    return [each.name for each in rows]


def test_it_compares_with_nothing_in_the_first_year(period, works):
    sent(asked(period, "Alder"), works["Stays"])
    assert facts_of(period).yearly is None


def test_it_compares_with_nothing_where_nothing_was_accepted_the_year_before(period, last, works):
    asked(last, "Alder")
    sent(asked(period, "Birchfield"), works["Stays"])
    assert facts_of(period).yearly is None


def test_it_tells_kept_new_gone_gained_and_lost_by_metal(two_years):
    found = facts_of(two_years).yearly
    assert (found.year, found.source, found.as_of) == (2024, "evidence", date(2025, 4, 30))
    assert (found.surveyed, found.responded, found.accepted) == (2, 1, 1)
    assert names(found.of("new", "Tin")) == ["New Works"]
    assert names(found.of("gone", "Tin")) == ["Old Works"]
    assert names(found.of("gained")) == ["Rose Works"]
    assert names(found.of("lost")) == ["Fell Works"]
    assert (found.kept_of("Tin"), found.kept_of("Gold"), found.with_status(metal="Tin")) == (3, 0, 4)
    assert found.with_status("conformant") == 3
    fell = found.of("lost")[0]
    assert (fell.before.label, fell.before.list_date, fell.now.status) == (
        "Conformant",
        date(2025, 4, 30),
        "not_listed",
    )


def test_from_conformant_to_active_is_a_status_lost(two_years, works):
    active = Status.objects.get(code="active")
    StatusRecord.objects.create(smelter=works["Stays"], status=active, valid_from=date(2026, 4, 30), reason="Seen.")
    assert names(facts_of(two_years).yearly.of("lost")) == ["Fell Works", "Stays Works"]


def test_it_reads_the_snapshot_that_was_filed_though_the_evidence_changes_later(two_years, last, works, legal):
    first = filing_build(last, actor=legal, today=THEN).snapshot
    Filing.objects.filter(period=last).update(frozen=first, filed_on=date(2025, 5, 29))
    sent(asked(last, "Dorado"), works["New"])
    filing_build(last, actor=legal, today=THEN)
    found = facts_of(two_years).yearly
    assert (found.source, found.sha256, found.filed_on) == ("filed", first.sha256, date(2025, 5, 29))
    assert names(found.of("new")) == ["New Works"]


def test_it_reads_the_newest_snapshot_where_none_was_filed(two_years, last, works, legal):
    filing_build(last, actor=legal, today=THEN)
    sent(asked(last, "Dorado"), works["New"])
    newest = filing_build(last, actor=legal, today=THEN).snapshot
    found = facts_of(two_years).yearly
    assert (found.source, found.sha256) == ("built", newest.sha256)
    assert names(found.of("new")) == []


def test_a_facility_with_another_name_and_the_same_id_is_kept_and_renamed(two_years, last, works, legal):
    filing_build(last, actor=legal, today=THEN)
    Smelter.objects.filter(pk=works["Stays"].pk).update(name="Brand New Name GmbH")
    found = facts_of(two_years).yearly
    assert [(each.before.name, each.now.name) for each in found.renamed("Tin")] == [
        ("Stays Works", "Brand New Name GmbH")
    ]
    assert found.kept_of("Tin") == 3


def test_a_snapshot_that_cannot_be_read_is_named_and_the_evidence_takes_its_place(two_years, last, legal):
    snapshot = filing_build(last, actor=legal, today=THEN).snapshot
    storage.path_of(snapshot.sha256).unlink()
    found = facts_of(two_years).yearly
    assert (found.source, found.unread) == ("evidence", snapshot.sha256)


def test_it_asks_the_database_no_more_for_more_facilities(two_years, last, lists, django_assert_max_num_queries):
    summaries_renew(Submission.objects.values_list("pk", flat=True))
    facts = facts_of(two_years)
    with django_assert_max_num_queries(13):
        yearly.yearly_of(two_years, facts.annex, facts.as_of)
    for number in range(100, 130):
        sent(asked(last, f"Maker {number}"), facility("Gold", number, f"Works {number}", "GERMANY"))
    summaries_renew(Submission.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(13):
        assert len(yearly.yearly_of(two_years, facts.annex, facts.as_of).of("gone")) == 31


def test_the_snapshot_keeps_the_comparison_and_the_binder_shows_it(two_years, legal):
    decide(two_years, "proposed", legal)
    built = filing_build(two_years, actor=legal, today=TODAY)
    kept = json.loads(storage.read(built.snapshot.sha256))["facts"]
    assert from_json(kept["yearly"]) == built.facts.yearly
    sheet = load_workbook(io.BytesIO(binder(built.snapshot)))["Beside last year"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["CID000004"][3:6] == ("Old Works", "No longer listed", "Conformant")
    assert rows["CID000004"][11] == "The manufacturers that named it are no longer asked"
    assert facts_out(built.facts)["beside_last_year"]["source"] == "evidence"


def test_a_snapshot_from_before_there_was_a_comparison_is_rendered_and_compared_with(two_years, last, legal):
    """An old snapshot has no such facts; its documents and its numbers are what they were."""
    content = json.loads(storage.read(filing_build(last, actor=legal, today=THEN).snapshot.sha256))
    del content["facts"]["yearly"]
    old = canonical(content)
    snapshot = Snapshot.objects.create(
        filing=Filing.objects.get(period=last), sha256=storage.store([old]).sha256, draft=True, blocking=0
    )
    assert set(render(old)) == {"form-sd.pdf", "sd.htm", "ex101.htm"}
    assert facts_of(two_years).yearly.sha256 == snapshot.sha256
    assert "Beside last year" in load_workbook(io.BytesIO(binder(snapshot))).sheetnames


# Why.


def proposed(period) -> dict[str, tuple[str, str]]:
    facts = facts_of(period)
    by_id = {each.smelter_id: each.name for each in facts.yearly.moved}
    return {by_id[key[1]]: (each.kind, each.said) for key, each in proposals(period, facts).items()}


def test_it_proposes_that_the_manufacturer_is_no_longer_asked(two_years):
    assert proposed(two_years)["Old Works"] == ("out_of_scope", "Named in 2024 by Alder, not asked for 2025.")


def test_it_proposes_that_the_list_became_shorter_or_the_answer_is_missing(two_years, works):
    again = Request.objects.create(
        supplier=Supplier.objects.get(name="Alder"), period=two_years, due_date=date(2026, 3, 31)
    )
    assert proposed(two_years)["Old Works"][0] == "not_answered"
    submission = sent(again, works["Stays"], sha256="a" * 64)
    assert proposed(two_years)["Old Works"] == ("not_named", "Alder named it in 2024, and not in 2025.")
    submission.scope = "B"
    submission.save()
    assert proposed(two_years)["Old Works"][0] == "product_level"


def test_it_proposes_that_a_facility_has_closed_or_goes_by_another_id(two_years, works):
    SmelterName.objects.create(smelter=works["New"], name="Old Works", key=name_key("Old Works"), source="a list")
    facts = facts_of(two_years)
    assert proposals(two_years, facts)["Tin", works["Old"].smelter_id].into == works["New"].smelter_id
    status = Status.objects.get(code="not_applicable")
    StatusRecord.objects.create(smelter=works["Old"], status=status, valid_from=date(2026, 1, 1), reason="They wrote.")
    assert proposed(two_years)["Old Works"][0] == "closed"


def test_it_proposes_that_a_status_expired_where_the_list_is_silent(two_years):
    kind, said = proposed(two_years)["Fell Works"]
    assert kind == "expired"
    assert "April 30, 2026" in said


def decide(period, kind: str, legal, moves=("gone", "lost"), **more):
    facts = facts_of(period)
    rows = [each for each in facts.yearly.moved if each.move in moves]
    return reasons_decide(period, rows, kind, proposals=proposals(period, facts), actor=legal, **more)


def test_a_reason_is_kept_with_who_said_it_and_holds(two_years, legal):
    rows = decide(two_years, "proposed", legal)
    assert {(row.kind, row.proposed) for row in rows} == {("out_of_scope", "out_of_scope"), ("expired", "expired")}
    found = facts_of(two_years).yearly
    assert not found.unexplained()
    assert found.of("gone")[0].reason.kind == "out_of_scope"
    event = AuditEvent.objects.filter(event="move.reasoned").order_by("id").first()
    assert (event.actor, event.after["kind"]) == (legal, rows[0].kind)


def test_the_newest_reason_counts_and_an_undo_brings_back_the_one_before(two_years, legal):
    decide(two_years, "mistaken", legal, ["gone"])
    second = decide(two_years, "other", legal, ["gone"], text="The works burned down.")[0]
    assert facts_of(two_years).yearly.of("gone")[0].reason.text == "The works burned down."
    reason_undo(second, actor=legal)
    assert facts_of(two_years).yearly.of("gone")[0].reason.kind == "mistaken"
    with pytest.raises(NotReasoned):
        reason_undo(second, actor=legal)
    assert MoveReason.objects.count() == 3


def test_a_reason_lapses_when_the_facility_stands_otherwise(two_years, works, legal):
    decide(two_years, "expired", legal, ["lost"])
    StatusRecord.objects.create(
        smelter=works["Fell"], status=Status.objects.get(code="active"), valid_from=date(2026, 4, 30), reason="Seen."
    )
    found = facts_of(two_years).yearly.of("lost")
    assert [(each.now.status, each.reason) for each in found] == [("active", None)]


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("other", {}, "in words"),
        ("merged", {}, "Give the ID"),
        ("merged", {"into": "CID000004"}, "not its own"),
        ("expired", {}, "fits"),
        ("whatever", {}, "fits"),
    ],
)
def test_it_refuses_what_says_nothing_or_does_not_fit(two_years, legal, kind, more, said):
    with pytest.raises(NotReasoned, match=said):
        decide(two_years, kind, legal, ["gone"], **more)
    assert not MoveReason.objects.exists()


def test_an_excluded_manufacturer_counts_as_no_longer_asked(two_years, legal):
    alder = Supplier.objects.get(name="Alder")
    Request.objects.create(supplier=alder, period=two_years, due_date=date(2026, 3, 31), state="withdrawn")
    Exclusion.objects.create(period=two_years, supplier=alder, reason="Makes cables.", decided_at=timezone.now())
    assert proposed(two_years)["Old Works"][0] == "out_of_scope"

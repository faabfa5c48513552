"""The roll-up says what the rows say, whatever happened to them."""

import random
from collections import defaultdict
from datetime import date

import pytest

from cmr.models import ReportingPeriod
from smelters.models import Smelter
from suppliers.bitsets import bits_of, counted, keys_in, packed, unpacked
from suppliers.cmrt.child import Read
from suppliers.models import Disposition, ListSummary, Mention, Request, Submission, Supplier, UnknownName
from suppliers.rollup import feedstock_said, roll_up, rows_by_list, summary_of
from suppliers.services import ingest
from suppliers.services.dispositions import Conflict, disposition_undo, name_decide
from suppliers.services.rereading import submission_reread
from suppliers.services.review import submission_accept, submission_return
from suppliers.services.statements import nothing_declare
from suppliers.services.uploads import draft_send, upload_receive
from tests.suppliers.parts import a_document, a_row

pytestmark = pytest.mark.django_db

Kind = Disposition.Kind
# In the register; an ID that only files know; none: the row is placed by its name, or stays unknown.
FACILITIES = {"CID900001": "Aurora Refining", "CID900002": "Harbor Gold Works", "CID900003": "Luna Gold Refinery"}
IDS = (*FACILITIES, "CID900077", None, None, None)
NAMES = (*FACILITIES.values(), "Harbour Gold", "Nobody Ltd.", "Unheard of Metals", "")
ORIGINS = (None, None, "Peru", "Peru; Chile", "unknown", "somewhere in the hills")
RECYCLED = (None, "Yes", "No", "no ")


def test_sets_of_keys_are_counted_as_a_counter_would():
    dice = random.Random(3)
    sets = [{dice.randrange(700) for _ in range(dice.randrange(40))} for _ in range(301)]
    expected: dict[int, int] = defaultdict(int)
    for keys in sets:
        for key in keys:
            expected[key] += 1
    assert counted(unpacked(packed(bits_of(keys))) for keys in sets) == expected
    assert [set(keys_in(bits_of(keys))) for keys in sets] == sets
    assert counted([]) == {}


@pytest.mark.parametrize("seed", range(4))
def test_it_equals_what_the_rows_say_after_anything_that_changes_them(year, alice, monkeypatch, seed):
    dice = random.Random(seed)
    files: dict[int, list[dict]] = {}
    monkeypatch.setattr(
        ingest, "read_in_child", lambda data, today, context: Read(a_document(*files[int(data.split()[-1])]))
    )
    monkeypatch.setattr(
        "suppliers.services.rereading.read_in_child", lambda data, today, context: Read(a_document(*a_list(dice)))
    )
    acts = [send] * 5 + [accept] * 5 + [decide] * 3 + [undo, reread, give_back, state]
    most = 0
    for step in range(40):
        monkeypatch.setattr(ingest, "READER_VERSION", f"{step}")
        act = dice.choice(acts)
        act(dice, files, alice)
        holds(f"seed {seed}, step {step}, {act.__name__}")
        most = max(most, *roll_up(year).manufacturers.values(), 0, 0)
    assert most > 1, "hardly anything was ever accepted"


def test_a_name_that_is_taken_back_leaves_the_roll_up(period, alder, birchfield, monkeypatch):
    smelter = Smelter.objects.create(metal="Gold", smelter_id="CID900002", name="Harbor Gold Works", country="CHILE")
    rows = [a_row(5, smelter_id=None, name="Harbour Gold", standard_name=None, lookup=None, known=False)]
    monkeypatch.setattr(ingest, "read_in_child", lambda data, today, context: Read(a_document(*rows)))

    def sent(request: Request) -> None:
        upload = upload_receive(request, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)
        ingest.process(upload.pk)
        submission_accept(upload.submissions.get(), actor=None)

    sent(alder)
    assert roll_up(period).manufacturers == {}
    name = UnknownName.objects.get()
    decision = name_decide(name, period, Kind.ALIAS, reason="We asked.", actor=None, seen=0, smelter=smelter)
    sent(birchfield)
    assert Mention.objects.get(submission__request=birchfield).match == Mention.Match.NAME
    assert roll_up(period).manufacturers == {smelter.pk: 2}
    disposition_undo(decision, reason="We erred.", actor=None, seen=1)
    assert roll_up(period).manufacturers == {}
    holds("undone")


@pytest.fixture
def year(registrant, alder, birchfield) -> ReportingPeriod:
    """Two years in which the same three manufacturers are asked."""
    for number, (smelter_id, name) in enumerate(FACILITIES.items()):
        Smelter.objects.create(metal="Gold", smelter_id=smelter_id, name=name, country="PERU", pk=number * 300 + 7)
    cascade = Supplier.objects.create(name="Cascade Boards")
    later = ReportingPeriod.objects.create(registrant=registrant, year=alder.period.year + 1)
    for period, suppliers in ((alder.period, [cascade]), (later, [cascade, alder.supplier, birchfield.supplier])):
        for supplier in suppliers:
            Request.objects.create(supplier=supplier, period=period, due_date=date(period.year + 1, 3, 31))
    return alder.period


def a_list(dice: random.Random) -> list[dict]:
    return [
        a_row(
            5 + number,
            smelter_id=dice.choice(IDS),
            name=dice.choice(NAMES),
            standard_name=None,
            lookup=None,
            known=False,
            lookup_metals=[],
            listed=dice.choice(("listed", "listed", "not_listed", "not_identified")),
            mine_countries=dice.choice(ORIGINS),
            recycled=dice.choice(RECYCLED),
        )
        for number in range(dice.randrange(1, 9))
    ]


def send(dice, files, person) -> None:
    """A file for one of two parts of an answer, now and then as a draft that is sent afterwards."""
    request, number = dice.choice(Request.objects.order_by("pk")), len(files)
    files[number] = a_list(dice)
    draft = dice.random() < 0.2
    given = {"file_name": "cmrt.xlsx", "chunks": [f"file {number}".encode()], "covers": dice.choice(("", "Scopes"))}
    upload = upload_receive(request, actor=person, draft=draft, **given)
    ingest.process(upload.pk)
    if draft:
        ingest.process(draft_send(upload, actor=person).pk)


def state(dice, files, person) -> None:
    request = dice.choice(Request.objects.order_by("pk"))
    nothing_declare(request, name="Alice Alder", title="Buyer", statement="None of it.", actor=person)


def accept(dice, files, person) -> None:
    open_ = list(Submission.objects.filter(state__in=["in_review", "needs_correction"]).order_by("pk"))
    if open_:
        submission_accept(dice.choice(open_), actor=None)


def give_back(dice, files, person) -> None:
    accepted = list(Submission.objects.filter(state="accepted").order_by("pk"))
    if accepted:
        submission_return(dice.choice(accepted), actor=None, note="Please look again.")


def decide(dice, files, person) -> None:
    names = list(UnknownName.objects.exclude(name="").order_by("pk"))
    if not names:
        return
    name, kind = dice.choice(names), dice.choice((Kind.MATCHED, Kind.ALIAS, Kind.ALIAS, Kind.NOT_A_SMELTER))
    smelter = dice.choice(Smelter.objects.filter(metal=name.metal).order_by("pk"))
    period = dice.choice(ReportingPeriod.objects.order_by("year"))
    counts = {"smelter": smelter} if kind in Disposition.COUNTED else {}
    name_decide(name, period, kind, reason="We asked.", actor=None, seen=name.version, **counts)


def undo(dice, files, person) -> None:
    rows = list(Disposition.objects.exclude(kind="").filter(undone_by=None).order_by("pk"))
    if rows:
        row = dice.choice(rows)
        try:
            disposition_undo(row, reason="We erred.", actor=None, seen=row.unknown_name.version)
        except Conflict:
            return


def reread(dice, files, person) -> None:
    found = list(Submission.objects.standing().filter(upload__kind="workbook").order_by("pk"))
    if found:
        submission_reread(dice.choice(found), dry_run=False)


def holds(when: str) -> None:
    """Each year's roll-up is what the rows of its accepted submissions say, and each summary that of its rows."""
    for period in ReportingPeriod.objects.all():
        makers: dict[int, set[int]] = defaultdict(set)
        said: dict[int, tuple[set, set]] = defaultdict(lambda: (set(), set()))
        rows = Mention.objects.filter(submission__request__period=period, submission__state="accepted")
        for row in rows.exclude(smelter=None).select_related("submission"):
            makers[row.smelter_id].add(row.submission.request_id)
            origin, recycled = row.details.get("mine_countries"), (row.details.get("recycled") or "").strip().lower()
            said[row.smelter_id][0].update({origin} if origin else ())
            said[row.smelter_id][1].update({recycled} if recycled else ())
        found = roll_up(period)
        assert found.manufacturers == {pk: len(requests) for pk, requests in makers.items()}, when
        told = {pk: (each.origins, each.recycled) for pk, each in feedstock_said(period).items()}
        assert told == {pk: each for pk, each in said.items() if any(each)}, when
    kept = {row.pop("submission_id"): row for row in ListSummary.objects.values()}
    rows = rows_by_list(Mention.objects.all())
    submissions = Submission.objects.values_list("pk", flat=True)
    assert kept == {pk: summary_of(rows.get(pk, ())) for pk in submissions}, when

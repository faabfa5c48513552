"""From accepted declarations to the workbook that a customer gets: made, read back, reviewed, released, kept."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cmr import storage
from cmr.models import AuditEvent, Role, User
from reports.owncmrt.gather import evidence_of
from reports.owncmrt.models import OwnStep
from reports.owncmrt.services import (
    NotPrepared,
    Wanted,
    content_of,
    own_changes,
    own_prepare,
    own_release,
    own_return,
    own_review,
    own_sent,
)
from suppliers.models import Contact, CoveredProduct, UnknownName
from suppliers.services.campaigns import campaign_set
from suppliers.services.dispositions import name_decide
from suppliers.services.prefill import blank_set
from tests.reports.year import asked, facility, mention, sent
from tests.suppliers.cmrt.blanks import official, own_blank, said

TODAY = date(2026, 5, 20)
PEOPLE = {
    "contact_name": "Dana Whitfield",
    "contact_email": "minerals@meridian.example",
    "contact_phone": "(408) 555-0100",
    "authorizer_name": "Ola Brandt",
    "authorizer_email": "ola.brandt@meridian.example",
}
WANTED = Wanted(PEOPLE, TODAY)
ANSWERS = {1: "Yes", 2: "Yes", 3: "No", 4: "No", 5: "No", 7: "Yes", 8: "Yes"}
SECRETS = (
    "Quillfeather", "Bramblewick", "Zephyrine Ostrander", "zephyrine.ostrander", "quillfeather.example",
    "77 Hushmoor Lane", "QF-PCB-4711", "Widgetron deluxe", "between us, the ore is from", "Blackfen pit",
    "QF_declaration_final",
)  # fmt: skip


def declared(**said) -> dict:
    """A declaration as the reader stores it, with what must never leave the house."""
    given = ANSWERS | {int(question[1:]): word for question, word in said.items()}
    out = {1: "No"}
    answers = {
        str(number): {
            metal: {
                "answer": (given if metal in ("Tin", "Gold") else out).get(number),
                "cell": f"Declaration!D{number}",
                "comment": SECRETS[8],
            }
            for metal in ("Tantalum", "Tin", "Gold", "Tungsten")
        }
        for number in given
    }
    company = {
        "name": "Quillfeather Precision Ltd.",
        "address": "77 Hushmoor Lane",
        "contact_name": "Zephyrine Ostrander",
    }
    products = [{"row": 6, "number": "QF-PCB-4711", "name": "Widgetron deluxe", "comments": None}]
    return {"answers": answers, "company": company, "products": products}


@pytest.fixture
def luna():
    return facility("Tin", 900004, "Luna Smelter, Ltd.", "RWANDA")


@pytest.fixture
def gathered(period, legal, luna):
    """Two manufacturers, accepted, and the official blank."""
    blank_set(period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    gold = facility("Gold", 900001, "Aurora Refining AG", "SWITZERLAND")
    tin = facility("Tin", 900005, "Estanho Norte Ltda.", "BRAZIL")
    first = asked(period, "Quillfeather Precision Ltd.")
    person = User.objects.create_user(
        "zephyrine.ostrander@quillfeather.example", Role.MANUFACTURER, "Zephyrine Ostrander"
    )
    Contact.objects.create(supplier=first.supplier, user=person)
    submission = sent(first, gold, tin, document=declared())
    submission.upload.file_name = "QF_declaration_final.xlsx"
    submission.upload.save()
    details = {"mines": "Blackfen pit", "mine_countries": "Brazil", "comments": "between us, the ore is from there"}
    submission.mentions.filter(smelter=tin).update(details=details)
    sent(asked(period, "Bramblewick Electronics"), gold, tin, document=declared())
    return period


@pytest.fixture
def other(db):
    return User.objects.create_user("rhea@meridian.example", Role.REVIEWER, "Rhea Stone")


def answers_in(own) -> dict[str, list[str | None]]:
    """Of a workbook the answers by question, in the order of the metals."""
    read = said(storage.read(own.sha256))
    return {number: [each["answer"] for each in by_metal.values()] for number, by_metal in read["answers"].items()}


def test_it_rolls_accepted_declarations_up_into_the_blank(gathered, legal):
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert (own.checker_remaining, own.blocking) == (0, 0)
    assert answers_in(own) == {
        "1": ["No", "Yes", "Yes", "No"],
        "2": [None, "Yes", "Yes", None],
        "3": [None, "No", "No", None],
        "4": [None, "No", "No", None],
        "5": [None, "No", "No", None],
        "6": [None, "100%", "100%", None],
        "7": [None, "Yes", "Yes", None],
        "8": [None, "Yes", "Yes", None],
    }
    read = said(storage.read(own.sha256))
    rows = [(row["metal"], row["smelter_id"], row["standard_name"], row["mine_countries"]) for row in read["smelters"]]
    assert rows == [
        ("Tin", "CID900005", "Estanho Norte Ltda.", "BRAZIL"),
        ("Gold", "CID900001", "Aurora Refining AG", None),
    ]
    assert read["company"]["name"] == "Meridian Instruments, Inc."
    assert (read["scope"], read["effective_date"]) == ("A", "2026-05-20")
    assert read["company_answers"]["H"]["answer"] == "Yes, with the SEC"
    assert own_prepare(gathered, WANTED, actor=legal, today=TODAY).sha256 == own.sha256
    event = AuditEvent.objects.filter(event="own_cmrt.prepared").first()
    assert event.after["workbook"] == own.sha256 and event.actor == legal


def test_it_tells_nothing_of_who_makes_the_products(gathered, legal):
    secret = gathered.requests.get(supplier__name__startswith="Quill").submissions.get()
    for row, name in enumerate(("Quillfeather Works", "Harbor Tin"), 7):
        unknown, _ = UnknownName.objects.get_or_create(metal="Tin", key=name.casefold(), defaults={"name": name})
        mention(secret, row, name=name, country="CHINA", listed="not_listed", unknown_name=unknown)
        name_decide(unknown, gathered, "unresolved", reason="Nobody knows it.", actor=legal, seen=0)
    facility("Tin", 900999, "Quillfeather Foundry", "CHINA")
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    archive = zipfile.ZipFile(io.BytesIO(storage.read(own.sha256)))
    inside = [(name, archive.read(name)) for name in archive.namelist()]
    assert any(b"Harbor Tin" in data for _, data in inside)
    for secret_word in SECRETS:
        pattern = re.compile(re.escape(secret_word), re.IGNORECASE)
        for name, data in inside:
            assert not pattern.search(name) and not pattern.search(data.decode("utf-8", "replace")), (secret_word, name)
    assert answers_in(own)["8"][1] == "No"
    [gone] = content_of(own)["left_out"]
    assert gone["name"] == "Quillfeather Works" and "who our manufacturers are" in gone["why"]


@pytest.mark.parametrize("name", ["Ostrich Hollow Metals", "Duskwater Tin"])
def test_it_knows_manufacturers_by_what_they_call_themselves_and_by_their_addresses(gathered, legal, name):
    request = gathered.requests.get(supplier__name__startswith="Bramble")
    request.submissions.update(company_name="Ostrich Hollow Holdings")
    person = User.objects.create_user("sales@duskwater.example", Role.MANUFACTURER, "S")
    Contact.objects.create(supplier=request.supplier, user=person)
    unknown = UnknownName.objects.create(metal="Tin", key=name.casefold(), name=name)
    mention(request.submissions.get(), 9, name=name, country="CHINA", listed="not_listed", unknown_name=unknown)
    name_decide(unknown, gathered, "unresolved", reason="Nobody knows it.", actor=legal, seen=0)
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert [each["name"] for each in content_of(own)["left_out"]] == [name]


def test_it_refuses_people_and_products_that_would_tell(gathered, legal):
    betrays = Wanted(PEOPLE | {"contact_name": "Zephyrine Ostrander"}, TODAY)
    with pytest.raises(NotPrepared, match="who our manufacturers are"):
        own_prepare(gathered, betrays, actor=legal, today=TODAY)


def test_it_does_not_deny_a_covered_country_that_stands_in_its_own_list(gathered, legal, luna):
    mention(gathered.requests.first().submissions.get(), 9, luna)
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert answers_in(own)["3"] == [None, "Unknown", "No", None]
    [ground] = [each for each in content_of(own)["answers"]["Tin"]["3"]["rests_on"] if "Luna" in each["told"]]
    assert "stands in a Covered Country" in ground["told"] and len(ground["submissions"]) == 1


def test_it_keeps_undecided_names_out_and_says_so(gathered, legal):
    mention(gathered.requests.first().submissions.get(), 9, name="Some Works", country="CHINA", listed="not_listed")
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert (answers_in(own)["7"][1], answers_in(own)["8"][1]) == ("No", "No")
    assert [each["name"] for each in content_of(own)["left_out"]] == ["Some Works"]


def test_it_follows_what_was_decided_on_a_name(gathered, legal, luna):
    submission = gathered.requests.first().submissions.get()
    for row, (name, kind) in enumerate((("Luna Works", "matched"), ("Solder Depot", "not_a_smelter")), 9):
        unknown = UnknownName.objects.create(metal="Tin", key=name.casefold(), name=name)
        mention(submission, row, name=name, country="CHINA", listed="not_listed", unknown_name=unknown)
        to = {"smelter": luna} if kind == "matched" else {}
        name_decide(unknown, gathered, kind, reason="We looked.", actor=legal, seen=0, **to)
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    rows = {row["smelter_id"]: row["name"] for row in said(storage.read(own.sha256))["smelters"]}
    assert rows["CID900004"] == "Luna Smelter, Ltd." and len(rows) == 3
    assert (answers_in(own)["7"][1], answers_in(own)["8"][1]) == ("Yes", "Yes")
    assert content_of(own)["left_out"] == []


def test_it_asks_as_little_of_the_database_for_many_as_for_few(gathered, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        evidence_of(gathered, today=TODAY)
    tin = gathered.requests.first().submissions.get().mentions.last().smelter
    for number in range(5):
        sent(asked(gathered, f"Maker {number}"), tin, document=declared())
    with django_assert_num_queries(len(few)):
        assert evidence_of(gathered, today=TODAY).accepted == 7


def test_it_counts_the_silent(gathered, legal):
    asked(gathered, "Silent Ltd.")
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert answers_in(own)["6"] == [None, "Greater than 50%", "Greater than 50%", None]
    assert answers_in(own)["3"] == [None, "Unknown", "Unknown", None]


def test_it_speaks_of_products_from_their_makers_alone(gathered, legal):
    probe = CoveredProduct.objects.create(period=gathered, name="Packet probe", family="Probes")
    with pytest.raises(NotPrepared, match="Nobody is asked for “Packet probe”"):
        own_prepare(gathered, Wanted(PEOPLE, TODAY, ("Packet probe",)), actor=legal, today=TODAY)
    probe.makers.add(gathered.requests.get(supplier__name__startswith="Bramble").supplier)
    copper = facility("Tin", 900777, "Another Tin", "PERU")
    mention(gathered.requests.get(supplier__name__startswith="Quill").submissions.get(), 9, copper)
    own = own_prepare(gathered, Wanted(PEOPLE, TODAY, ("Packet probe",)), actor=legal, today=TODAY)
    read = said(storage.read(own.sha256))
    assert (read["scope"], [(each["number"], each["name"]) for each in read["products"]]) == (
        "B",
        [("Packet probe", "Probes")],
    )
    assert content_of(own)["wider"] == 1
    assert "CID900777" not in {row["smelter_id"] for row in read["smelters"]}


def test_it_writes_what_the_blank_does_not_know_as_not_listed(gathered, legal):
    mention(gathered.requests.first().submissions.get(), 9, facility("Tin", 900888, "Newly Found Tin", "PERU"))
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    row = next(row for row in said(storage.read(own.sha256))["smelters"] if row["name"] == "Newly Found Tin")
    assert (row["listed"], row["smelter_id"], row["country"]) == ("not_listed", "CID900888", "PERU")
    assert own.fit


def test_it_says_what_to_load_where_there_is_no_blank(period, legal):
    with pytest.raises(NotPrepared, match="No official blank is loaded"):
        own_prepare(period, WANTED, actor=legal, today=TODAY)


def test_it_is_not_released_while_the_checks_find_something_against_it(gathered, legal, other):
    for request in gathered.requests.all():
        request.submissions.get().mentions.filter(metal="Gold").delete()
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert not own.fit and own.checker_remaining == 1
    with pytest.raises(NotPrepared, match="find something against"):
        own_review(own, sha256=own.sha256, note="", actor=other)


def test_it_is_reviewed_by_another_then_released_then_sent(gathered, legal, other):
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    with pytest.raises(NotPrepared, match="You prepared"):
        own_review(own, sha256=own.sha256, note="", actor=legal)
    with pytest.raises(IntegrityError):
        OwnStep.objects.create(own=own, number=1, kind="reviewed", person=legal, prepared_by=legal, at=timezone.now())


def test_it_needs_the_review_and_keeps_to_whom_it_went(gathered, legal, other):
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    with pytest.raises(NotPrepared, match="not the declaration that the page showed"):
        own_review(own, sha256="0" * 64, note="", actor=other)
    with pytest.raises(NotPrepared, match="Only what was reviewed"):
        own_release(own, actor=legal, today=TODAY)
    own_review(own, sha256=own.sha256, note="Read.", actor=other)
    with pytest.raises(NotPrepared, match="in the meantime"):
        own_review(own, sha256=own.sha256, note="", actor=other)
    with pytest.raises(NotPrepared, match="not released"):
        own_sent(own, customer="Northwind", address="", text="", sent_on=TODAY, actor=legal, today=TODAY)
    own_release(own, actor=legal, today=TODAY)
    day = timezone.localdate()
    sending = own_sent(
        own, customer="Northwind", address="buyer@northwind.example", text="Here.", sent_on=day, actor=legal, today=day
    )
    assert sending.sha256 == own.sha256
    assert [event.event for event in AuditEvent.objects.filter(event__startswith="own_cmrt").order_by("id")] == [
        "own_cmrt.prepared",
        "own_cmrt.reviewed",
        "own_cmrt.released",
        "own_cmrt.sent",
    ]
    with pytest.raises(NotPrepared, match="already"):
        own_return(own, reason="Late.", actor=other)


def test_it_says_what_changed_and_is_not_released_then(gathered, legal, other, luna):
    own = own_prepare(gathered, WANTED, actor=legal, today=TODAY)
    assert own_changes(own, TODAY) is None
    own_review(own, sha256=own.sha256, note="", actor=other)
    mention(gathered.requests.first().submissions.get(), 9, luna)
    changes = own_changes(own, TODAY)
    assert [each["smelter_id"] for each in changes["smelters"]["added"]] == ["CID900004"]
    assert ("3", "Tin", "Unknown") in {(each["question"], each["metal"], each["new"]) for each in changes["answers"]}
    with pytest.raises(NotPrepared, match="evidence has changed"):
        own_release(own, actor=legal, today=TODAY)


@pytest.mark.parametrize("version", ["6.1", "6.22", "6.5"])
def test_it_fills_an_official_blank_with_nothing_open(period, legal, version):
    data = official(version)
    blank = said(data)
    assert not blank["smelters"]
    blank_set(period, file_name="blank.xlsx", data=data, actor=legal)
    campaign_set(period, actor=legal, reply_to="minerals@meridian.example")
    gold, tin = facility("Gold", 19, "Argor-Heraeus", "SWITZERLAND"), facility("Tin", 999001, "Newly Found", "PERU")
    mention(sent(asked(period, "Quillfeather"), gold, tin, document=declared()), 9, listed="not_identified")
    own = own_prepare(period, WANTED, actor=legal, today=TODAY)
    assert (own.checker_remaining, own.blocking) == (0, 0), content_of(own)["findings"]

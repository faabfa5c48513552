"""Asking: the preview says who is written to, and asking writes to each of them once."""

import pytest

from cmr import storage
from cmr.models import AuditEvent, User
from suppliers.cmrt.child import Read, read_in_child
from suppliers.models import Contact, Invitation, Letter, Prefilled, Request, Supplier
from suppliers.services import prefill
from suppliers.services.asking import ask, ask_plan
from suppliers.services.campaigns import campaign_of, campaign_set
from suppliers.services.contacts import contact_add
from suppliers.services.ingest import process
from suppliers.services.prefill import NotABlank, blank_remove, blank_set, prefilled_for
from suppliers.services.scope import exclusion_lift, manufacturer_exclude, product_add, products_set
from suppliers.services.uploads import upload_receive
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import own_blank


@pytest.fixture
def cascade(period) -> Supplier:
    maker = Supplier.objects.create(name="Cascade Contract Assembly", country_code="TW")
    contact_add(maker, "lin@cascade.example", "Lin Example", language="zh-hans", actor=None)
    contact_add(maker, "kim@cascade.example", "Kim Example", actor=None)
    return maker


def test_it_writes_to_each_contact_in_their_language_once(period, cascade, legal):
    plan = ask_plan(period)
    assert [(each.supplier, [user.name for user in each.people]) for each in plan.addressees] == [
        (cascade, ["Lin Example", "Kim Example"])
    ]
    assert (plan.letters, plan.languages) == (2, ["en", "zh-hans"])
    asked = ask(period, plan, actor=legal)
    assert (asked.manufacturers, asked.letters, asked.refused, asked.left) == (1, 2, (), 0)
    request = Request.objects.get()
    assert (request.supplier, request.state, request.due_date) == (
        cascade,
        Request.State.REQUESTED,
        campaign_of(period).due_date,
    )
    letters = dict(Letter.objects.values_list("to_address", "language"))
    assert letters == {"lin@cascade.example": "zh-hans", "kim@cascade.example": "en"}
    assert {letter.invitation.user.email for letter in Letter.objects.select_related("invitation__user")} == set(
        letters
    )
    assert ask_plan(period).addressees == ()

    ask(period, plan, actor=legal)
    assert (Letter.objects.count(), Invitation.objects.count(), Request.objects.count()) == (2, 2, 1)


def test_it_asks_a_contact_who_came_later_and_leaves_the_others_in_peace(period, cascade, legal):
    ask(period, ask_plan(period), actor=legal)
    contact_add(cascade, "new@cascade.example", actor=legal)
    [addressee] = ask_plan(period).addressees
    assert [user.email for user in addressee.people] == ["new@cascade.example"]
    upload_receive(Request.objects.get(), file_name="a.xlsx", chunks=[b"a"], actor=None)
    assert ask_plan(period).addressees == ()


def test_it_asks_nobody_who_is_left_out_or_has_no_contact(period, cascade, legal):
    manufacturer_exclude(period, cascade, "Distributor only.", legal)
    silent = Supplier.objects.create(name="Eastgate")
    plan = ask_plan(period)
    assert plan.addressees == ()
    assert [each.supplier for each in plan.without_contact] == [silent]
    ask(period, plan, actor=legal)
    assert not Request.objects.exists()


def test_it_asks_again_who_was_taken_back_before_the_letter_left(period, cascade, legal):
    ask(period, ask_plan(period), actor=legal)
    manufacturer_exclude(period, cascade, "Distributor only.", legal)
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.CANCELLED}
    exclusion_lift(period, cascade, "They make the housing.", legal)
    ask(period, ask_plan(period), actor=legal)
    assert Letter.objects.filter(state=Letter.State.WAITING).count() == 2


def test_it_does_not_write_to_who_stopped_answering(period, cascade, legal):
    Contact.objects.filter(user__email="kim@cascade.example").update(ended_at="2026-01-01T00:00Z")
    User.objects.filter(email="lin@cascade.example").update(is_active=False)
    plan = ask_plan(period)
    assert [each.supplier for each in plan.without_contact] == [cascade]


def test_it_asks_in_goes_and_says_how_many_are_left(period, cascade, legal):
    other = Supplier.objects.create(name="Dorado EMS")
    contact_add(other, "d@dorado.example", actor=None)
    asked = ask(period, ask_plan(period), actor=legal, seconds=0)
    assert (asked.manufacturers, asked.left) == (1, 1)
    asked = ask(period, ask_plan(period), actor=legal, seconds=0)
    assert (asked.manufacturers, asked.left) == (1, 0)
    assert Letter.objects.count() == 3


def test_it_costs_a_fixed_number_of_queries_to_preview(period, cascade, django_assert_num_queries):
    for number in range(20):
        contact_add(Supplier.objects.create(name=f"Maker {number}"), f"m{number}@m.example", actor=None)
    with django_assert_num_queries(4):
        assert ask_plan(period).letters == 22


def test_it_encloses_a_cmrt_prepared_for_the_manufacturer(period, cascade, legal):
    blank_set(period, file_name="C:\\RMI_CMRT_6.5.xlsx", data=own_blank("6.5"), actor=legal)
    assert campaign_of(period).blank_name == "RMI_CMRT_6.5.xlsx"
    ask(period, ask_plan(period), actor=legal)
    prepared = Prefilled.objects.get()
    for letter in Letter.objects.all():
        assert letter.attachments == [{"name": prepared.name, "sha256": prepared.sha256}]
    name, data = prefilled_for(Request.objects.get())
    assert name == "CMRT 2025 Cascade Contract Assembly.xlsx"
    assert data == storage.read(prepared.sha256)
    read = read_in_child(data)
    assert isinstance(read, Read)
    assert read.document["company"]["name"] == "Cascade Contract Assembly"
    assert read.document["company"]["contact_email"] == "lin@cascade.example"
    assert read.document["language"] == "中文 Chinese"
    assert Prefilled.objects.count() == 1


def test_it_prepares_the_cmrt_once_and_anew_when_the_words_change(period, cascade, legal, monkeypatch):
    blank_set(period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    ask(period, ask_plan(period), actor=legal)
    request, runs, real = Request.objects.get(), [], prefill.fill_in_child
    monkeypatch.setattr(prefill, "fill_in_child", lambda *args: runs.append(1) or real(*args))
    prefilled_for(request)
    assert runs == []
    campaign_set(period, actor=legal, level="product")
    prefilled_for(request)
    assert runs == [1]
    blank_remove(period, actor=legal)
    assert prefilled_for(request) is None


def test_it_offers_last_years_answers_as_a_start(period, cascade, legal):
    blank_set(period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    earlier = period.registrant.periods.create(year=2024, covered_products="our appliances")
    ask(period, ask_plan(period), actor=legal)
    request = Request.objects.get(period=period)
    assert prefilled_for(request, last_year=True) is None

    before = Request.objects.create(supplier=cascade, period=earlier, due_date=campaign_of(earlier).due_date)
    read = read_in_child(build_cmrt(version="6.5"))
    assert isinstance(read, Read)
    upload = upload_receive(before, file_name="a.xlsx", chunks=[build_cmrt(version="6.5")], actor=None)
    process(upload.pk)
    upload.submissions.update(state="accepted")
    _name, data = prefilled_for(request, last_year=True)
    started = read_in_child(data)
    assert isinstance(started, Read)
    assert [row["smelter_id"] for row in started.document["smelters"]] == [
        row["smelter_id"] for row in read.document["smelters"]
    ]
    assert started.document["answers"]["1"]["Tin"]["answer"] == read.document["answers"]["1"]["Tin"]["answer"]
    assert started.document["effective_date"] is None
    assert started.document["company"]["name"] == "Cascade Contract Assembly"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a workbook", "not "),
        (build_cmrt(version="6.5"), "This CMRT is filled in, by "),
        (build_cmrt(kind="Extended Minerals Reporting Template"), "This is the Extended Minerals"),
        (own_blank("6.1"), "This is CMRT 6.1, and the year takes 6.31 and later."),
    ],
)
def test_it_refuses_a_file_that_is_no_blank_in_one_sentence(period, legal, data, sentence):
    campaign_set(period, actor=legal, minimum_version="6.31")
    with pytest.raises(NotABlank, match=sentence) as caught:
        blank_set(period, file_name="blank.xlsx", data=data, actor=legal)
    assert str(caught.value).endswith(".")
    assert campaign_of(period).blank_sha256 == ""


def test_it_asks_for_the_products_the_manufacturer_makes(period, cascade, legal):
    probe = product_add(period, "Packet probe", actor=legal)
    products_set(period, cascade, [probe], actor=legal)
    ask(period, ask_plan(period), actor=legal)
    assert list(Request.objects.get().products.all()) == [probe]
    assert "Packet probe" in Letter.objects.get(language="en").body


def test_it_records_who_asked(period, cascade, legal):
    ask(period, ask_plan(period), actor=legal)
    assert set(AuditEvent.objects.filter(event="request.opened").values_list("actor_name", flat=True)) == {"Lena Hart"}


def test_it_writes_one_letter_when_another_was_a_moment_earlier(period, cascade, legal):
    plan = ask_plan(period)
    ask(period, plan, actor=legal)
    asked = ask(period, plan, actor=legal)
    assert (asked.letters, Letter.objects.count(), Invitation.objects.count()) == (0, 2, 2)
    assert AuditEvent.objects.filter(event="invitation.created").count() == 2

"""Collecting in pages: what the team enters, sees and sends, and how it is told what is wrong."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cmr.models import ReportingPeriod
from suppliers.models import Campaign, Contact, CoveredProduct, Exclusion, Letter, Request, Supplier
from suppliers.scope_table import scope_table
from suppliers.services.asking import ask, ask_plan
from suppliers.services.campaigns import campaign_of, campaign_set
from suppliers.services.contacts import contact_add
from suppliers.services.scope import manufacturer_exclude
from suppliers.services.scope_import import scope_plan
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import own_blank

TABLE = """Manufacturer;Contact e-mail;Language;In scope;Reason
Cascade;lin@cascade.example;zh;yes;
Cables;;;no;Sold.
"""


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def cascade(period) -> Supplier:
    maker = Supplier.objects.create(name="Cascade Contract Assembly", country_code="TW")
    contact_add(maker, "lin@cascade.example", "Lin Example", language="zh-hans", actor=None)
    contact_add(maker, "kim@cascade.example", "Kim Example", actor=None)
    return maker


def at(name: str, *more: int) -> str:
    return reverse(f"campaign:{name}", args=[2025, *more])


def text_of(response) -> str:
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def file(data: bytes, name: str = "scope.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data)}


def previewed(desk, data: bytes) -> str:
    page = desk.post(at("scope_import"), file(data)).content.decode()
    return unescape(re.search(r'name="held" value="([^"]+)"', page)[1])


def test_it_leads_from_the_empty_year_to_the_import(desk, period):
    assert "No manufacturer is entered yet" in text_of(desk.get(at("overview")))
    for page in ("overview", "scope", "ask"):
        assert at("scope_import") in desk.get(at(page)).content.decode()
    assert at("overview") in desk.get(reverse("review:period", args=[2025])).content.decode()


def test_it_opens_at_the_newest_year_and_says_how_to_open_one(desk, registrant):
    assert "No calendar year" in text_of(desk.get(reverse("campaign:newest")))
    for year in (2024, 2025):
        ReportingPeriod.objects.create(registrant=registrant, year=year, covered_products="our appliances")
    assert desk.get(reverse("campaign:newest")).url == at("overview")
    assert desk.get(reverse("campaign:overview", args=[2031])).status_code == 404


def settings_of(period, **changes) -> dict[str, str]:
    campaign = campaign_of(period)
    names = ("due_date", "level", "minimum_version", "sender_name", "sender_title", "reply_to", "executive_email")
    return {name: str(getattr(campaign, name)) for name in names} | changes


def test_it_saves_how_the_year_is_collected(desk, period):
    given = settings_of(period, due_date="2026-02-28", minimum_version="6.31", follow_up="on", level="product")
    assert desk.post(at("settings"), given).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.due_date, campaign.minimum_version, campaign.follow_up, campaign.level) == (
        date(2026, 2, 28),
        "6.31",
        True,
        "product",
    )


@pytest.mark.parametrize(
    "wrong", [{"due_date": "soon"}, {"reply_to": "nobody"}, {"minimum_version": "5.12"}, {"level": "every"}]
)
def test_it_says_which_setting_is_wrong_and_keeps_what_was_typed(desk, period, wrong):
    [name] = wrong
    response = desk.post(at("settings"), settings_of(period, sender_name="Robin Vale", **wrong))
    assert response.status_code == 400
    page = response.content.decode()
    assert f'href="#id_{name}"' in page
    assert 'value="Robin Vale"' in page
    assert not Campaign.objects.exists()


def test_it_enters_and_removes_covered_products(desk, period, cascade):
    desk.post(at("product_enter"), {"product-name": "Packet probe", "product-family": "Probes"})
    product = CoveredProduct.objects.get()
    assert (product.name, product.family) == ("Packet probe", "Probes")
    desk.post(at("makes", cascade.pk), {"products": [product.pk]})
    assert list(cascade.products.all()) == [product]
    ask(period, ask_plan(period), actor=None)
    refused = desk.post(at("product_out", product.pk), follow=True)
    assert "Cascade Contract Assembly was asked for Packet probe" in text_of(refused)
    assert desk.post(at("product_enter"), {"product-name": "A; B"}).status_code == 400


def test_it_loads_the_blank_and_hands_it_back(desk, period):
    blank = own_blank("6.5")
    desk.post(at("blank_load"), file(blank, "RMI_CMRT_6.5.xlsx"))
    assert "RMI_CMRT_6.5.xlsx" in text_of(desk.get(at("overview")))
    assert desk.get(at("blank")).content == blank
    desk.post(at("blank_out"))
    assert "Not loaded" in text_of(desk.get(at("overview")))
    assert desk.get(at("blank")).status_code == 404


def test_it_says_why_a_file_is_no_blank(desk, period):
    response = desk.post(at("blank_load"), file(build_cmrt(version="6.5"), "cmrt.xlsx"))
    assert response.status_code == 400
    assert "This CMRT is filled in, by " in text_of(response)
    assert "Choose a file." in text_of(desk.post(at("blank_load"), {}))


def test_it_previews_a_table_and_then_takes_it_over(desk, period):
    page = text_of(desk.post(at("scope_import"), file(TABLE.encode())))
    assert "2 new, 0 changed, 0 as before; 1 is left out. Nothing has happened yet." in page
    assert "new contact lin@cascade.example, letters in simplified Chinese" in page
    assert not Supplier.objects.exists()
    done = desk.post(at("scope_take_over"), {"held": previewed(desk, TABLE.encode())}, follow=True)
    assert "Taken over: 2 new, 0 changed; 0 were so already." in text_of(done)
    assert Exclusion.objects.get().reason == "Sold."
    assert "Nothing to change" in text_of(desk.post(at("scope_import"), file(TABLE.encode())))


def test_it_shows_the_rows_to_correct_and_takes_nothing_over(desk, period):
    response = desk.post(at("scope_import"), file(TABLE.replace("zh", "Klingon").encode()))
    assert response.status_code == 400
    assert "1 place to correct. Nothing was taken over." in text_of(response)
    assert 'Row 2, column "Language": "Klingon"' in text_of(response)
    assert 'name="held"' not in response.content.decode()


def test_it_previews_again_when_the_world_moved(desk, period):
    held = previewed(desk, TABLE.encode())
    Supplier.objects.create(name="Cascade")
    response = desk.post(at("scope_take_over"), {"held": held})
    assert response.status_code == 409
    assert "would change something else by now" in text_of(response)
    assert not Contact.objects.exists()


def test_it_takes_over_only_what_it_previewed_itself(desk, period, registrant):
    held = previewed(desk, TABLE.encode())
    for word in ("", "x", held + "x"):
        page = desk.post(at("scope_take_over"), {"held": word}, follow=True)
        assert "This preview is no longer valid" in text_of(page)
    ReportingPeriod.objects.create(registrant=registrant, year=2026, covered_products="our appliances")
    desk.post(reverse("campaign:scope_take_over", args=[2026]), {"held": held})
    assert not Supplier.objects.exists()


def test_it_offers_a_template_that_it_reads_itself(desk, period):
    data = desk.get(at("scope_template")).content
    assert load_workbook(io.BytesIO(data)).sheetnames == ["Manufacturers"]
    plan = scope_plan(period, scope_table(data, "manufacturers.xlsx"))
    assert (plan.problems, plan.unknown, len(plan.new)) == ((), (), 2)


def test_it_reads_back_what_it_exports(desk, period, cascade, legal):
    manufacturer_exclude(period, Supplier.objects.create(name="=Cables", country_code="DE"), "Sold.", legal)
    data = desk.get(at("scope_csv")).content
    assert "'=Cables" in data.decode("utf-8-sig")
    plan = scope_plan(period, scope_table(data.replace(b"'=Cables", b"=Cables"), "scope.csv"))
    assert (plan.problems, plan.new, plan.changed) == ((), [], [])


def test_it_finds_and_sorts_in_the_address_bar(desk, period, cascade, alder, legal):
    out = Supplier.objects.create(name="Birch", country_code="US")
    manufacturer_exclude(period, out, "Distributor only.", legal)
    Supplier.objects.create(name="Nobody Inc.", country_code="DE")

    def names(**query: str) -> list[str]:
        page = desk.get(at("scope"), query)
        return [row.supplier.name for row in page.context["rows"]]

    assert names() == ["Alder Precision Manufacturing", "Birch", "Cascade Contract Assembly", "Nobody Inc."]
    assert names(sort="-name")[0] == "Nobody Inc."
    assert names(q="lin@casc") == ["Cascade Contract Assembly"]
    assert names(show="out") == ["Birch"]
    assert names(show="asked") == ["Alder Precision Manufacturing"]
    assert names(show="to_ask") == ["Cascade Contract Assembly", "Nobody Inc."]
    assert names(show="nobody") == ["Nobody Inc."]
    assert names(state="requested") == ["Alder Precision Manufacturing"]
    assert names(sort="asked")[0] == "Alder Precision Manufacturing"
    assert "3 manufacturers in scope, 1 left out; 1 asked, 1 without a contact" in text_of(desk.get(at("scope")))
    assert "No manufacturer is like this" in text_of(desk.get(at("scope"), {"q": "zzz"}))


def test_it_asks_for_contacts_where_nobody_else_is_left_to_ask(desk, period):
    Supplier.objects.create(name="Nobody Inc.")
    page = text_of(desk.get(at("overview")))
    assert "Enter contacts" in page and "Ask 1 manufacturer" not in page
    contact_add(Supplier.objects.create(name="Somebody Inc."), "some@body.example", actor=None)
    assert "Ask 1 manufacturer " in text_of(desk.get(at("overview")))


def test_it_costs_the_same_queries_however_many_manufacturers(desk, period, django_assert_max_num_queries):
    def measured() -> int:
        with django_assert_max_num_queries(40) as queries:
            desk.get(at("scope"))
        return len(queries)

    def more(first: int, count: int) -> None:
        for number in range(first, first + count):
            maker = Supplier.objects.create(name=f"Maker {number}")
            contact_add(maker, f"m{number}@m.example", actor=None)
        ask(period, ask_plan(period), actor=None)

    more(0, 2)
    few = measured()
    more(2, 30)
    assert measured() == few


def test_it_leaves_a_manufacturer_out_and_takes_it_back(desk, period, alder):
    pk = alder.supplier_id
    assert desk.post(at("exclude", pk), {"reason-reason": " "}).status_code == 400
    page = desk.post(at("exclude", pk), {"reason-reason": "Its products ended."}, follow=True)
    assert "Left out of 2025 since" in text_of(page)
    alder.refresh_from_db()
    assert alder.state == Request.State.WITHDRAWN
    page = desk.post(at("lift", pk), {"reason-reason": "They go on."}, follow=True)
    assert "is in scope again" in text_of(page)
    assert "left out by Lena Hart: Its products ended." in text_of(page)
    alder.refresh_from_db()
    assert alder.state == Request.State.REQUESTED


def test_it_enters_a_manufacturer_by_hand(desk, period):
    given = {"name": "Dorado EMS", "country": "Mexico", "email": "d@dorado.example", "language": "zh-hans"}
    page = desk.post(at("manufacturer_enter"), given, follow=True)
    assert "In scope, and not asked yet." in text_of(page)
    assert Supplier.objects.get().country_code == "MX"
    assert Contact.objects.get().user.language == "zh-hans"
    again = desk.post(at("manufacturer_enter"), given | {"name": "dorado ems"})
    assert "dorado ems is entered already." in text_of(again)
    nowhere = desk.post(at("manufacturer_enter"), {"name": "X", "country": "Narnia", "language": "en"})
    assert "“Narnia” is no country we know" in text_of(nowhere)


def test_it_changes_ends_and_adds_contacts(desk, period, cascade, legal):
    kim = Contact.objects.get(user__email="kim@cascade.example")
    desk.post(
        at("contact_change", cascade.pk, kim.pk), {f"p{kim.pk}-name": "Kim Lee", f"p{kim.pk}-language": "zh-hans"}
    )
    kim.user.refresh_from_db()
    assert (kim.user.name, kim.user.language) == ("Kim Lee", "zh-hans")
    page = desk.post(at("contact_out", cascade.pk, kim.pk), follow=True)
    assert "Kim Lee no longer answers for Cascade Contract Assembly" in text_of(page)
    page = desk.post(
        at("contact_enter", cascade.pk),
        {"contact-email": "kim@cascade.example", "contact-language": "en"},
        follow=True,
    )
    assert Contact.objects.get(pk=kim.pk).ended_at is None
    refused = desk.post(at("contact_enter", cascade.pk), {"contact-email": legal.email, "contact-language": "en"})
    assert refused.status_code == 400
    assert "belongs to the team" in text_of(refused)


def test_it_knows_no_contact_of_another_manufacturer(desk, period, cascade, alder):
    other = Contact.objects.get(supplier=alder.supplier)
    assert desk.post(at("contact_out", cascade.pk, other.pk)).status_code == 404
    assert Contact.objects.get(pk=other.pk).ended_at is None


def test_it_shows_each_letter_before_it_is_sent(desk, period, cascade):
    Supplier.objects.create(name="Nobody Inc.")
    response = desk.get(at("ask"))
    page = text_of(response)
    assert "2 letters to 1 manufacturer are ready. Nothing has been sent yet." in page
    assert "lin@cascade.example Simplified Chinese" in page
    assert "Not asked, for want of a contact: Nobody Inc." in page
    assert "Cascade Contract Assembly" in page
    assert "{" not in page
    assert not Letter.objects.exists()


def sending(desk, **query) -> dict[str, str]:
    page = desk.get(at("ask"), query).content.decode()
    form = re.search(r'<form method="post" action="[^"]*send".*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'name="(seen|supplier|total)" value="([^"]*)"', form))


def test_it_sends_what_was_previewed_once(desk, period, cascade):
    given = sending(desk)
    page = desk.post(at("send"), given, follow=True)
    assert "1 manufacturer is asked." in text_of(page)
    assert Letter.objects.count() == 2
    page = desk.post(at("send"), given, follow=True)
    assert "Somebody else would be written to by now, so nothing was sent." in text_of(page)
    assert Letter.objects.count() == 2


def test_it_sends_nothing_that_was_not_in_the_preview(desk, period, cascade):
    given = sending(desk)
    contact_add(cascade, "new@cascade.example", actor=None)
    page = desk.post(at("send"), given, follow=True)
    assert "nothing was sent" in text_of(page)
    assert not Letter.objects.exists()


def test_it_asks_only_the_chosen(desk, period, cascade):
    other = Supplier.objects.create(name="Dorado EMS")
    contact_add(other, "d@dorado.example", actor=None)
    given = sending(desk, supplier=other.pk)
    assert given["supplier"] == str(other.pk)
    desk.post(at("send"), given)
    assert [letter.to_address for letter in Letter.objects.all()] == ["d@dorado.example"]
    page = text_of(desk.get(at("ask"), {"supplier": other.pk}))
    assert "Whom you chose was written to already" in page


def test_it_goes_on_where_one_go_was_not_enough(desk, period, cascade, monkeypatch):
    monkeypatch.setattr("suppliers.services.asking.ask.__kwdefaults__", {"seconds": 0})
    for number in range(2):
        contact_add(Supplier.objects.create(name=f"Maker {number}"), f"m{number}@m.example", actor=None)
    page = desk.post(at("send"), sending(desk), follow=True)
    assert "1 of 3 are asked; the others follow." in text_of(page)
    form = sending(desk, total=3)
    assert form["total"] == "3"
    desk.post(at("send"), form)
    page = desk.post(at("send"), sending(desk, total=3), follow=True)
    assert "3 manufacturers are asked." in text_of(page)
    assert Request.objects.count() == 3
    assert Letter.objects.count() == 4


def test_it_warns_of_a_due_date_that_has_passed(desk, period, cascade, legal):
    campaign_set(period, actor=legal, due_date=timezone.localdate() - timedelta(days=1))
    assert "The due date has passed:" in text_of(desk.get(at("ask")))
    assert "Answers were due on" in text_of(desk.get(at("overview")))


def test_an_administrator_collects_too(client_for, admin_user, period, cascade):
    browser = client_for(admin_user)
    assert "2 letters to 1 manufacturer are ready" in text_of(browser.get(at("ask")))
    browser.post(at("send"), sending(browser))
    assert Letter.objects.filter(written_by=admin_user).count() == 2

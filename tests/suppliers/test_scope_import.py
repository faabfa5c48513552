"""A table of manufacturers: previewed in words, then taken over exactly so; twice changes nothing."""

import io

import pytest
from openpyxl import Workbook

from cmr import storage
from cmr.models import AuditEvent, User
from suppliers.models import Contact, CoveredProduct, Exclusion, Request, Supplier
from suppliers.scope_table import scope_table
from suppliers.services.scope import manufacturer_exclude
from suppliers.services.scope_import import ScopePlan, scope_apply, scope_plan
from suppliers.transitions import Conflict

HEAD = "Manufacturer;Country;Contact name;Contact e-mail;Language;Products;In scope;Reason"
ROWS = [
    "Cascade Contract Assembly;TW;Lin Example;Lin@cascade.example;Chinese;Probe; yes;",
    "Cascade Contract Assembly;;Kim Example;kim@cascade.example;English;Analyser;;",
    "Dorado EMS;Mexico;;;;;no;Distributor only.",
]


def data(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *rows]).encode(encoding)


def taken_over(period, actor, original: bytes, name: str = "scope.csv") -> ScopePlan:
    table = scope_table(original, name)
    plan = scope_plan(period, table)
    assert not plan.problems, plan.problems
    return scope_apply(period, table, seen=plan.fingerprint, original=original, actor=actor)


def workbook(lines: list[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line.split(";"))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_it_takes_over_what_the_table_says(period, legal, encoding):
    taken_over(period, legal, data(*ROWS, encoding=encoding))
    maker = Supplier.objects.get(name="Cascade Contract Assembly")
    assert maker.country_code == "TW"
    people = maker.contacts.order_by("user__email").values_list("user__email", "user__name", "user__language")
    assert list(people) == [
        ("kim@cascade.example", "Kim Example", "en"),
        ("lin@cascade.example", "Lin Example", "zh-hans"),
    ]
    assert set(maker.products.values_list("name", flat=True)) == {"Probe", "Analyser"}
    assert Exclusion.objects.get().reason == "Distributor only."
    assert not Request.objects.exists()
    event = AuditEvent.objects.filter(event="scope.imported").get()
    assert storage.read(event.after["sha256"]) == data(*ROWS, encoding=encoding)


def test_it_reads_a_workbook_with_its_columns_in_any_order(period, legal):
    lines = ["Our manufacturers", "Products;E-mail;SUPPLIER NAME;in_scope", "Probe;li@fjord.example;Fjord Boards;Y"]
    taken_over(period, legal, workbook(lines), "scope.xlsx")
    assert Contact.objects.get().supplier.name == "Fjord Boards"


def test_it_changes_nothing_the_second_time(period, legal):
    taken_over(period, legal, data(*ROWS))
    before = AuditEvent.objects.count()
    plan = taken_over(period, legal, data(*ROWS))
    assert (len(plan.new), len(plan.changed), len(plan.same)) == (0, 0, 2)
    assert AuditEvent.objects.count() == before


def test_it_says_in_words_what_it_would_do(period, alder, legal):
    manufacturer_exclude(period, alder.supplier, "Sold its factory.", legal)
    rows = [*ROWS, "ALDER precision manufacturing;TW;;alice@alder.example;zh-hans;;yes;", "Eastgate;;;;;;;"]
    plan = scope_plan(period, scope_table(data(*rows, head=HEAD + ";Buyer"), "scope.csv"))
    assert [change.wanted.name for change in plan.new] == ["Cascade Contract Assembly", "Dorado EMS", "Eastgate"]
    assert plan.new[0].words[1] == "new contact Lin Example <lin@cascade.example>, letters in simplified Chinese"
    assert plan.new[1].words == ("Mexico", "left out: Distributor only.")
    [change] = plan.changed
    assert change.words == (
        "Taiwan, Province of China",
        "letters to Alice Alder <alice@alder.example> in simplified Chinese",
        "taken back into scope (was left out: Sold its factory.)",
    )
    assert (plan.unknown, plan.new_products, plan.unnamed) == (("Buyer",), ("Probe", "Analyser"), 0)
    assert User.objects.filter(language="zh-hans").count() == 0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";TW;;;;;;", 'Row 2, column "Manufacturer": the manufacturer\'s name is missing.'),
        ("A;Narnia;;;;;;", '"Narnia" is no country we know'),
        ("A;;Lin;;;;;", 'Row 2, column "Contact e-mail": the address of Lin is missing.'),
        ("A;;;lin at a;;;;", '"lin at a" is not an e-mail address.'),
        ("A;;;lin@a.example;Klingon;;;", '"Klingon" is neither English nor simplified Chinese'),
        ("A;;;;;;perhaps;", '"perhaps" is neither yes nor no.'),
        ("A;;;;;;no;", 'Row 2, column "Reason": say why A is left out.'),
        ("A;;;lena@meridian.example;;;;", "lena@meridian.example belongs to the team."),
        ("A;TW;;;;;;\r\na;US;;;;;;", 'Row 3, column "Country": A has another answer in row 2.'),
        ("A;;;x@a.example;en;;;\r\nB;;;x@a.example;zh;;;", 'Row 3, column "Language": row 2 says something else'),
    ],
)
def test_it_says_where_a_row_cannot_be_taken_over(period, legal, row, sentence):
    plan = scope_plan(period, scope_table(data(row), "scope.csv"))
    assert [problem for problem in plan.problems if sentence in problem] == list(plan.problems) != []
    with pytest.raises(Conflict):
        scope_apply(period, scope_table(data(row), "scope.csv"), seen=plan.fingerprint, original=data(row), actor=legal)
    assert not Supplier.objects.exists()


@pytest.mark.parametrize(
    ("original", "name", "sentence"),
    [
        (b"", "scope.csv", "The file is empty."),
        (b"Maker,Mail\r\nA,b\r\n", "scope.csv", 'No column is called "Manufacturer"'),
        (HEAD.encode(), "scope.csv", "The table has a head but no row"),
        (b"Name;Supplier\r\nA;B\r\n", "scope.csv", 'the columns "Name" and "Supplier" mean the same'),
        (b"\x89PNG\r\n\x1a\n\0", "scope.png", "neither CSV nor an .xlsx workbook"),
    ],
)
def test_it_says_why_a_file_is_no_table(original, name, sentence):
    [problem] = scope_table(original, name).problems
    assert sentence in problem


def test_it_does_nothing_when_the_world_moved_since_the_preview(period, legal):
    table = scope_table(data(*ROWS), "scope.csv")
    seen = scope_plan(period, table).fingerprint
    Supplier.objects.create(name="Dorado EMS", country_code="MX")
    with pytest.raises(Conflict):
        scope_apply(period, table, seen=seen, original=data(*ROWS), actor=legal)
    assert not CoveredProduct.objects.exists()


def test_it_costs_a_fixed_number_of_queries_to_preview(period, legal, django_assert_num_queries):
    taken_over(period, legal, data(*ROWS))
    rows = [f"Maker {number};US;;c{number}@m.example;;Probe;;" for number in range(50)]
    with django_assert_num_queries(6):
        scope_plan(period, scope_table(data(*ROWS, *rows), "scope.csv"))

"""The Product List beside the scope."""

from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.subject import Subject, at_table
from suppliers.cmrt.layouts.addresses import PRODUCT_LIST


@check(
    "CMRT-K23a",
    Severity.BLOCK,
    title="No products for a product scope",
    message="The scope is a list of products, but the Product List has no product number.",
    remedy="Enter the numbers of the products in column {B} of the Product List, from row {first_row} on.",
    reason="Without them nobody knows which products the answers speak of.",
    source="CMRT Declaration D9, Product List B6 and below; Checker row 64",
)
def product_scope_lists_products(s: Subject) -> Iterator[Hit]:
    if s.document.scope == "B" and not any(product.number for product in s.document.products):
        yield at_table(s, PRODUCT_LIST, "B")


@check(
    "CMRT-K23b",
    Severity.WARN,
    title="First product row is empty",
    message="Products are listed from row {row} on, but the workbook looks for the first one in {B}{first_row}.",
    remedy="Move the list up, so that it begins in row {first_row}.",
    reason="The workbook's own Checker stays open.",
    source="CMRT Product List B6; Checker row 64",
)
def products_begin_in_the_first_row(s: Subject) -> Iterator[Hit]:
    numbered = [product.row for product in s.document.products if product.number]
    if s.document.scope == "B" and numbered and s.document.first_product.raw is None:
        yield at_table(s, PRODUCT_LIST, "B", row=numbered[0])


@check(
    "CMRT-K23c",
    Severity.WARN,
    title="Product without number",
    message="Row {row} has a product name but no product number.",
    remedy="Enter the product number in column {B}.",
    reason="The number is what we can find in our own bills of material.",
    source="CMRT Product List columns B and C",
)
def products_have_numbers(s: Subject) -> Iterator[Hit]:
    for product in s.document.products:
        if product.name and not product.number:
            yield at_table(s, PRODUCT_LIST, "B", product.row, row=product.row)


@check(
    "CMRT-K23d",
    Severity.WARN,
    title="Product listed twice",
    message='Product "{number}" stands in row {first} and again in row {row}.',
    remedy="Delete the second row, or correct its number.",
    reason="One of the two is probably another product.",
    source="CMRT Product List column B",
)
def products_are_listed_once(s: Subject) -> Iterator[Hit]:
    first: dict[str, int] = {}
    for product in s.document.products:
        if product.number:
            row = first.setdefault(product.number.casefold(), product.row)
            if row != product.row:
                yield at_table(s, PRODUCT_LIST, "B", product.row, number=product.number, first=row, row=product.row)


@check(
    "CMRT-K23e",
    Severity.WARN,
    title="Products without a product scope",
    message="Products are listed, but the scope is not a list of products.",
    remedy="Choose scope B if the answers speak of these products only; else empty the Product List.",
    reason="It is unclear whether the answers speak of the company or of these products.",
    source="CMRT Declaration D9, Product List",
)
def other_scopes_list_no_products(s: Subject) -> Iterator[Hit]:
    if s.document.scope in ("A", "C") and s.document.products:
        first = s.document.products[0]
        yield at_table(s, PRODUCT_LIST, "B", first.row, count=len(s.document.products))


CHECKS = (
    product_scope_lists_products,
    products_begin_in_the_first_row,
    products_have_numbers,
    products_are_listed_once,
    other_scopes_list_no_products,
)

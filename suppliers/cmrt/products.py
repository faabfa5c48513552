"""The Product List: from row 6, B number, C name, then the comments."""

from collections.abc import Iterator

from suppliers.cmrt.cells import EMPTY
from suppliers.cmrt.document import Product
from suppliers.cmrt.gate.addresses import column_number
from suppliers.cmrt.layouts.addresses import PRODUCTS_FIRST_ROW
from suppliers.cmrt.texts import clean, clean_lines, zero_as_empty
from suppliers.cmrt.workbook import Sheet


def read_products(sheet: Sheet, first: int = PRODUCTS_FIRST_ROW, comments_column: str = "D") -> Iterator[Product]:
    """Rows with anything typed. The copyright line below the prepared rows is a formula, or its pasted text."""
    columns = (2, 3, column_number(comments_column))
    for row, line in sheet.used(first, max(columns)):
        number, name, comments = (line.get(column, EMPTY) for column in columns)
        if number.formula or str(number.value or "").lstrip().startswith("©"):
            continue
        product = Product(
            row, clean(number.value), clean(zero_as_empty(name.value)), clean_lines(zero_as_empty(comments.value))
        )
        if product.number or product.name or product.comments:
            yield product

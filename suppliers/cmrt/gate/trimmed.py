"""A new package from what passed: the only bytes that the reader sees.

It has one spelling of everything, so that no second opinion about targets, names, counts or dimensions is left.
"""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from suppliers.cmrt.gate.book import Book, Formats, Strings
from suppliers.cmrt.gate.names import CONTENT_TYPES, LINKS, MAIN, RELATIONSHIPS
from suppliers.cmrt.gate.sheets import ScannedSheet

_MAIN, _LINKS = MAIN[0], LINKS[0]


def write_package(book: Book, sheets: Sequence[ScannedSheet], strings: Strings, formats: Formats) -> bytes:
    """The package with exactly the parts that the reader opens, uncompressed; sheet n of the book is `sheets[n]`."""
    links = [("worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(sheets, 1)]
    links += [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="r{n}"/>' for n, sheet in enumerate(book.sheets, 1)
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{CONTENT_TYPES}"/>')
        package.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        package.writestr("xl/_rels/workbook.xml.rels", _links(links))
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><workbookPr date1904="{int(book.epoch_1904)}"/>'
            f"<sheets>{entries}</sheets></workbook>",
        )
        package.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (_MAIN.encode(), strings.items))
        package.writestr("xl/styles.xml", _styles(formats))
        for n, sheet in enumerate(sheets, 1):
            package.writestr(
                f"xl/worksheets/sheet{n}.xml",
                b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (_MAIN.encode(), sheet.rows),
            )
    return target.getvalue()


def _links(links: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="r{n}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{items}</Relationships>'


def _styles(formats: Formats) -> str:
    codes = "".join(f'<numFmt numFmtId="{key}" formatCode={quoteattr(code)}/>' for key, code in formats.codes)
    cells = "".join(f'<xf numFmtId="{key}"/>' for key in formats.cells)
    return f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>'

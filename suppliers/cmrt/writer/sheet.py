"""One sheet's XML, patched cell by cell: what is not changed is written back as it stood."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from xml.sax.saxutils import escape

from suppliers.cmrt.gate.addresses import column_letters, column_number
from suppliers.cmrt.writer.errors import NotFillable
from suppliers.cmrt.writer.formulas import Fault, Scalar, shifted
from suppliers.cmrt.writer.package import attributes

_ROW = re.compile(r"<row\b[^>]*>")
_ROW_NUMBER = re.compile(r'\br="(\d+)"')
_CELL = re.compile(r'<c\b((?: r="([A-Z]+)\d+")?[^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_ADDRESS_LATER = re.compile(r"<c (?!r=)")
_PLACE = re.compile(r'\br="([A-Z]+)\d+"')
_KIND = re.compile(r'\bt="(\w+)"')
_FORMULA = re.compile(r"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_VALUE = re.compile(r"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_TEXT = re.compile(r"<t\b[^>]*>(.*?)</t>", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What XML 1.0 cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain_text(xml: str) -> str:
    """The text of an <si> or <is>: its runs without phonetic hints."""
    return unescaped("".join(_TEXT.findall(_PHONETIC.sub("", xml) if "<rPh" in xml else xml)))


def unescaped(xml: str) -> str:
    text = unescape(xml) if "&" in xml else xml
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """Text for XML; a literal _x0041_ is kept from being read as a letter."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: f"_x005F{match[0]}", text)
    return escape(text)


class Cell:
    """A cell as it stands in the XML; `set`, `clear`, `calculate` and `cache` change it."""

    __slots__ = ("_content", "_given", "_tag", "column", "xml")

    def __init__(self, column: int, xml: str, tag: str, content: str) -> None:
        self.column, self.xml, self._tag, self._content = column, xml, tag, content
        self._given: dict[str, str] | None = None

    @property
    def formula(self) -> tuple[str, str] | None:
        """Attributes and text of its formula; the text is empty in the followers of a shared one."""
        match = _FORMULA.match(self._content) or _FORMULA.search(self._content) if self.has_formula else None
        return (match[1], unescape(match[2] or "")) if match else None

    @property
    def has_formula(self) -> bool:
        return "<f" in self._content

    @property
    def is_empty(self) -> bool:
        return not self._content

    def value(self, strings: Callable[[int], str]) -> Scalar:
        """What is stored, the kept result of a formula included; an error comes as None."""
        if not self._content:
            return None
        found = _KIND.search(self._tag)
        kind = found[1] if found else "n"
        if kind == "inlineStr":
            return plain_text(self._content)
        match = _VALUE.search(self._content)
        if match is None or kind == "e":
            return None
        if kind == "s":
            return strings(int(match[1]))
        if kind == "str":
            return unescaped(match[1])
        if kind == "b":
            return match[1] == "1"
        try:
            return float(match[1])
        except ValueError:
            return None

    def set(self, value: str | float) -> None:
        """Type a value in; text is text whatever it begins with."""
        if isinstance(value, str):
            self._write(f'<is><t xml:space="preserve">{escaped(value)}</t></is>', "inlineStr")
        else:
            self._write(f"<v>{_number(value)}</v>")

    def clear(self) -> None:
        self._write("")

    def calculate(self, formula: str) -> None:
        self._write(f"<f>{escape(formula)}</f>")

    def cache(self, result: Scalar | Fault) -> None:
        """Store the formula's result beside it."""
        match = _FORMULA.search(self._content)
        formula = match[0] if match else ""
        if isinstance(result, Fault):
            self._write(f"{formula}<v>{escape(result.code)}</v>", "e", formula=True)
        elif isinstance(result, bool):
            self._write(f"{formula}<v>{int(result)}</v>", "b", formula=True)
        elif isinstance(result, str):
            self._write(f"{formula}<v>{escaped(result)}</v>", "str", formula=True)
        else:
            self._write(f"{formula}<v>{_number(result or 0.0)}</v>", formula=True)

    def _attributes(self) -> dict[str, str]:
        if self._given is None:
            self._given = attributes(self._tag)
        return self._given

    def _write(self, content: str, kind: str = "", *, formula: bool = False) -> None:
        # cm and vm point at what a formula once yielded; a typed value has none.
        dropped = {"t"} if formula else {"t", "cm", "vm"}
        kept = " ".join(f'{name}="{escape(v)}"' for name, v in self._attributes().items() if name not in dropped)
        self._tag = f'{kept} t="{kind}"' if kind else kept
        self._given, self._content = None, content
        self.xml = f"<c {self._tag}>{content}</c>" if content else f"<c {self._tag}/>"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


class Row:
    """One row: its start tag and its cells by column."""

    def __init__(self, number: int, xml: str) -> None:
        self.number = number
        end = xml.index(">") + 1
        self._tag = xml[:end]
        self.cells: dict[int, Cell] = {}
        if self._tag.endswith("/>"):
            self._tag = f"{self._tag[:-2]}>"
            return
        for match in _CELL.finditer(xml, end):
            letters = match[2] or next(iter(_PLACE.findall(match[1])), None)
            if letters is None:
                raise NotFillable("A cell without an address stands in this blank; please take the official template.")
            column = column_number(letters)
            self.cells[column] = Cell(column, match[0], match[1], match[3] or "")

    def cell(self, column: int) -> Cell:
        """The cell, made where there is none."""
        if column not in self.cells:
            tag = f'r="{column_letters(column)}{self.number}"'
            self.cells[column] = Cell(column, f"<c {tag}/>", tag, "")
            self.cells = dict(sorted(self.cells.items()))
        return self.cells[column]

    @property
    def xml(self) -> str:
        return f"{self._tag}{''.join(cell.xml for cell in self.cells.values())}</row>"


class Sheet:
    """The rows of a sheet, opened when asked for; `xml` is the sheet with what was changed in them."""

    def __init__(self, name: str, xml: str) -> None:
        self.name = name
        begin, end = xml.find("<sheetData>"), xml.rfind("</sheetData>")
        if begin < 0 or end < 0:
            raise NotFillable(f"The sheet {name} of this blank holds no rows; please take the official template.")
        begin += len("<sheetData>")
        self._head, self._tail = xml[:begin], xml[end:]
        starts = [match.start() for match in _ROW.finditer(xml, begin, end)]
        self._sources: dict[int, str] = {}
        for start, stop in zip(starts, [*starts[1:], end], strict=True):
            number = _ROW_NUMBER.search(xml, start, stop)
            if number is None:
                raise NotFillable("A row without a number stands in this blank; please take the official template.")
            self._sources[int(number[1])] = xml[start:stop]
        self._rows: dict[int, Row] = {}
        self._shared: dict[str, tuple[int, int, str]] = {}
        self._masters = self._find_masters()

    @property
    def numbers(self) -> list[int]:
        return list(self._sources)

    def source(self, row: int) -> str:
        """The row's XML as it came."""
        return self._sources.get(row, "")

    def row(self, number: int) -> Row:
        """The row, made where there is none."""
        if number not in self._rows:
            if number not in self._sources:
                self._sources[number] = f'<row r="{number}"></row>'
                self._sources = dict(sorted(self._sources.items()))
            self._rows[number] = Row(number, self._sources[number])
        return self._rows[number]

    @property
    def last(self) -> int:
        """The last row that the sheet holds."""
        return max(self._sources, default=0)

    def look(self, row: int, column: int) -> Cell | None:
        """A cell to look at, found without opening its row; None where there is none."""
        if row in self._rows:
            return self._rows[row].cells.get(column)
        source = self._sources.get(row, "")
        place = source.find(f'r="{column_letters(column)}{row}"')
        match = _CELL.match(source, source.rfind("<", 0, place)) if place >= 0 else None
        return Cell(column, match[0], match[1], match[3] or "") if match else None

    def kept_column(self, column: int, strings: Callable[[int], str]) -> dict[int, Scalar] | None:
        """The kept values of a column by row, found in one go; None where a formula among them has no result."""
        body = "".join(self._sources.values())
        if self._rows or _ADDRESS_LATER.search(body):
            return None
        values: dict[int, Scalar] = {}
        pattern = rf'<c( r="{column_letters(column)}(\d+)"[^>]*?)(?:/>|>(.*?)</c>)'
        for match in re.finditer(pattern, body, re.DOTALL):
            tag, row, content = match[1], int(match[2]), match[3] or ""
            if ' t="s"' in tag and content.startswith("<v>"):
                values[row] = strings(int(content[3:-4]))
            elif "<f" in content and "<v" not in content:
                return None
            else:
                values[row] = Cell(column, match[0], tag, content).value(strings)
        return values

    def opened(self) -> Mapping[int, Row]:
        return self._rows

    def formula(self, row: int, cell: Cell) -> str | None:
        """The text of a cell's formula, that of a shared one as it reads in this cell."""
        found = cell.formula
        if found is None:
            return None
        given, text = found
        if text or "shared" not in given:
            return text
        first = self._master(attributes(given).get("si", ""))
        return shifted(first[2], row - first[0], cell.column - first[1]) if first else None

    def _find_masters(self) -> Iterator[tuple[str, tuple[int, int, str]]]:
        """Where each shared formula begins, and its text, as far down as anybody asks."""
        for number, source in self._sources.items():
            if 't="shared"' in source and ' ref="' in source:
                for match in _SHARED.finditer(source):
                    given = attributes(match[2])
                    yield given.get("si", ""), (number, column_number(match[1]), unescape(match[3]))

    def _master(self, key: str) -> tuple[int, int, str] | None:
        while key not in self._shared:
            found = next(self._masters, None)
            if found is None:
                return None
            self._shared[found[0]] = found[1]
        return self._shared[key]

    @property
    def xml(self) -> str:
        return "".join([self._head, *self._written(), self._tail])

    def _written(self) -> Iterator[str]:
        for number, source in self._sources.items():
            row = self._rows.get(number)
            yield row.xml if row else source


_SHARED = re.compile(r'<c\b[^>]*?\br="([A-Z]+)\d+"[^>]*><f\b((?=[^>]*\bt="shared")[^>]*?)>([^<]+)</f>', re.DOTALL)

"""Formulas as text to functions: the grammar of what a CMRT's own cells hold, and no more.

A compiled formula is a Node: called with the place of its cell it yields a scalar, a range or a column of scalars.
Errors of the workbook (#N/A) travel as Fault; what this grammar does not know raises Unsupported, and the cell then
keeps no result.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, NoReturn, Protocol

from suppliers.cmrt.gate.addresses import column_letters, column_number, split_reference

Scalar = str | float | bool | None


class Fault(Exception):
    """An error value, such as #N/A."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsupported(Exception):
    """A formula beyond this grammar."""


class Range(NamedTuple):
    """An area of one sheet; `bottom` 0 stands for a whole column."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


Result = Scalar | Range | list[Scalar]


class Cells(Protocol):
    """What a formula may ask of the workbook."""

    def value(self, sheet: str, row: int, column: int) -> Scalar: ...
    def column(self, area: Range) -> Sequence[Scalar | Fault]: ...
    def match(self, text: str, area: Range) -> int: ...
    def named(self, name: str, at: "Place") -> Result: ...


class Place(NamedTuple):
    """Where a formula stands."""

    cells: Cells
    sheet: str
    row: int
    column: int


Node = Callable[[Place], Result]

OWN_ROW = "§"
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"(?:[^"]|"")*")
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)
    |(?P<error>\#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!))
    |(?P<area>\$?[A-Z]{1,3}(?:\$?\d+|§)(?::\$?[A-Z]{1,3}(?:\$?\d+|§))?(?![\w(])|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w(]))
    |(?P<name>[A-Za-z_\\][\w.]*)
    |(?P<sign><=|>=|<>|[-+*/&=<>(),])
    )""",
    re.VERBOSE,
)
_LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))
_OWN_REFERENCE = re.compile(r'"(?:[^"]|"")*"|(?<![\w!.])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])')


def own_row_as_sign(text: str, row: int) -> str:
    """The formula with references to its own row written as `B§`, so that one compilation serves every row."""
    mark = f"{row}"

    def written(match: re.Match[str]) -> str:
        own = match[2] and match[4] == mark and not match[3]
        return f"{match[1]}{match[2]}{OWN_ROW}" if own else match[0]

    return _OWN_REFERENCE.sub(written, text) if mark in text else text


def shifted(text: str, rows: int, columns: int) -> str:
    """The formula as it reads so many rows and columns further on: what a shared formula means in its other cells."""

    def written(match: re.Match[str]) -> str:
        if not match[2]:
            return match[0]
        column = match[2] if match[1] or not columns else column_letters(column_number(match[2]) + columns)
        return f"{match[1]}{column}{match[3]}{match[4] if match[3] else int(match[4]) + rows}"

    return re.sub(r'"(?:[^"]|"")*"|(?<![\w.])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])', written, text)


@cache
def compiled(text: str) -> Node:
    """The function of a formula; raises Unsupported."""
    return _Parser(text).whole()


class _Parser:
    """Recursive descent over the tokens; comparison binds weakest, then &, + and -, * and /."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise Unsupported(text[at:])
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        self._tokens.append(("end", ""))
        self._next = 0

    def whole(self) -> Node:
        node = self._binary(0)
        if self._peek()[0] != "end":
            self._unexpected()
        return node

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next]

    def _take(self) -> tuple[str, str]:
        self._next += 1
        return self._tokens[self._next - 1]

    def _unexpected(self) -> NoReturn:
        raise Unsupported(f"unexpected {self._peek()[1]!r}")

    def _accept(self, sign: str) -> bool:
        if self._peek() == ("sign", sign):
            self._next += 1
            return True
        return False

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek()[0] == "sign" and self._peek()[1] in _LEVELS[level]:
            sign = self._take()[1]
            left = _operation(sign, left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        if self._accept("-"):
            return _operation("-", lambda at: 0.0, self._unary())
        return self._primary()

    def _primary(self) -> Node:
        kind, text = self._take()
        if kind == "string":
            literal = text[1:-1].replace('""', '"')
            return lambda at: literal
        if kind == "number":
            number = float(text)
            return lambda at: number
        if kind == "error":
            return _fault(text)
        if kind == "sheet":
            name = text[:-1].strip("'").replace("''", "'")
            if self._peek()[0] == "error":
                return _fault(self._take()[1])
            if self._peek()[0] != "area":
                self._unexpected()
            return _area(self._take()[1], name)
        if kind == "area":
            return _area(text, "")
        if kind == "name":
            return self._call(text) if self._accept("(") else lambda at: at.cells.named(text, at)
        if (kind, text) == ("sign", "("):
            node = self._binary(0)
            if not self._accept(")"):
                self._unexpected()
            return node
        raise Unsupported(text)

    def _call(self, name: str) -> Node:
        # The functions need the grammar's types, and the grammar needs the functions by name.
        from suppliers.cmrt.writer.functions import FUNCTIONS

        function = FUNCTIONS.get(name.upper().removeprefix("_XLFN."))
        if function is None:
            raise Unsupported(name)
        arguments: list[Node | None] = []
        if not self._accept(")"):
            while True:
                left_out = self._peek() in (("sign", ","), ("sign", ")"))
                arguments.append(None if left_out else self._binary(0))
                if self._accept(")"):
                    break
                if not self._accept(","):
                    self._unexpected()
        return lambda at: function(at, arguments)


def _fault(code: str) -> Node:
    def node(at: Place) -> Result:
        raise Fault(code)

    return node


def _area(text: str, sheet: str) -> Node:
    first, _, last = text.replace("$", "").partition(":")
    if OWN_ROW in text:
        column = column_number(first.rstrip(OWN_ROW))
        end = column_number(last.rstrip(OWN_ROW)) if last else column
        return lambda at: Range(sheet or at.sheet, at.row, column, at.row, end)
    if first.isalpha():
        left, right = column_number(first), column_number(last)
        return lambda at: Range(sheet or at.sheet, 1, left, 0, right)
    top, left = split_reference(first)
    bottom, right = split_reference(last) if last else (top, left)
    return lambda at: Range(sheet or at.sheet, top, left, bottom, right)


def scalar(at: Place, result: Result) -> Scalar:
    """One value; a range must be one cell."""
    if isinstance(result, Range):
        if (result.top, result.left) != (result.bottom, result.right):
            raise Unsupported("a range where one value is needed")
        return at.cells.value(result.sheet, result.top, result.left)
    if isinstance(result, list):
        raise Unsupported("a column where one value is needed")
    return result


def number(value: Scalar) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Fault("#VALUE!") from None
    return float(value)


def text_of(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value


def _compared(sign: str, left: Scalar, right: Scalar) -> bool:
    """Blank equals 0 and the empty text; letter case is ignored; any text is greater than any number."""
    if left is None:
        left = "" if isinstance(right, str) else 0.0
    if right is None:
        right = "" if isinstance(left, str) else 0.0
    if isinstance(left, str) != isinstance(right, str):
        order = 1 if isinstance(left, str) else -1
    else:
        a, b = (left.lower(), right.lower()) if isinstance(left, str) and isinstance(right, str) else (left, right)
        order = (a > b) - (a < b)  # type: ignore[operator]
    return {"=": order == 0, "<>": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[sign]


def _applied(sign: str, left: Scalar, right: Scalar) -> Scalar:
    if sign == "&":
        return text_of(left) + text_of(right)
    if sign in _LEVELS[0]:
        return _compared(sign, left, right)
    a, b = number(left), number(right)
    if sign == "/":
        if b == 0:
            raise Fault("#DIV/0!")
        return a / b
    return a + b if sign == "+" else a - b if sign == "-" else a * b


def _operation(sign: str, left: Node, right: Node) -> Node:
    def node(at: Place) -> Result:
        a, b = left(at), right(at)
        if not isinstance(a, Range | list) and not isinstance(b, Range | list):
            return _applied(sign, a, b)
        wide = [isinstance(x, list) or (isinstance(x, Range) and x.bottom != x.top) for x in (a, b)]
        if not any(wide):
            return _applied(sign, scalar(at, a), scalar(at, b))
        columns = [_column(at, x) if many else None for x, many in zip((a, b), wide, strict=True)]
        length = max(len(column) for column in columns if column is not None)
        a_column, b_column = (
            [scalar(at, x)] * length if column is None else column for x, column in zip((a, b), columns, strict=True)
        )
        return [_applied(sign, x, y) for x, y in zip(a_column, b_column, strict=True)]

    return node


def _column(at: Place, result: Result) -> list[Scalar]:
    """The scalars of a column; an error among them is the result of the whole formula."""
    if isinstance(result, list):
        return result
    assert isinstance(result, Range)
    values: list[Scalar] = []
    for value in at.cells.column(result):
        if isinstance(value, Fault):
            raise value
        values.append(value)
    return values

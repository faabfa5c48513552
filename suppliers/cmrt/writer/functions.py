"""The worksheet functions that the CMRT uses, over unevaluated arguments, so that IF stays lazy."""

import re
from collections.abc import Callable, Sequence

from suppliers.cmrt.gate.addresses import split_reference
from suppliers.cmrt.writer.formulas import (
    Fault,
    Node,
    Place,
    Range,
    Result,
    Scalar,
    Unsupported,
    number,
    scalar,
    text_of,
)

Arguments = Sequence[Node | None]


def _value(at: Place, arguments: Arguments, position: int, default: Scalar = None) -> Scalar:
    node = arguments[position] if position < len(arguments) else None
    return default if node is None else scalar(at, node(at))


def _range(at: Place, arguments: Arguments, position: int) -> Range:
    node = arguments[position]
    result = node(at) if node else None
    if not isinstance(result, Range):
        raise Unsupported("a range is needed")
    return result


def _if(at: Place, arguments: Arguments) -> Result:
    branch = 1 if number(_value(at, arguments, 0)) else 2
    node = arguments[branch] if branch < len(arguments) else None
    return node(at) if node else 0.0


def _truths(at: Place, arguments: Arguments) -> list[bool]:
    """All arguments, so that an error in the last one is not passed over."""
    return [bool(number(_value(at, arguments, n))) for n in range(len(arguments))]


def _and(at: Place, arguments: Arguments) -> Result:
    return all(_truths(at, arguments))


def _or(at: Place, arguments: Arguments) -> Result:
    return any(_truths(at, arguments))


def _is_error(at: Place, arguments: Arguments) -> Result:
    try:
        _value(at, arguments, 0)
    except Fault:
        return True
    return False


def _is_number(at: Place, arguments: Arguments) -> Result:
    try:
        value = _value(at, arguments, 0)
    except Fault:
        return False
    return isinstance(value, float)


def _not_available(at: Place, arguments: Arguments) -> Result:
    raise Fault("#N/A")


def _search(at: Place, arguments: Arguments) -> Result:
    found = text_of(_value(at, arguments, 1)).lower().find(text_of(_value(at, arguments, 0)).lower())
    if found < 0:
        raise Fault("#VALUE!")
    return float(found + 1)


def _length(at: Place, arguments: Arguments) -> Result:
    return float(len(text_of(_value(at, arguments, 0))))


def _left(at: Place, arguments: Arguments) -> Result:
    return text_of(_value(at, arguments, 0))[: int(number(_value(at, arguments, 1, 1.0)))]


def _sum(at: Place, arguments: Arguments) -> Result:
    total = 0.0
    for node in arguments:
        result = node(at) if node else None
        for value in _all(at, result):
            if isinstance(value, Fault):
                raise value
            total += value if isinstance(value, float) else 0.0
    return total


def _sum_product(at: Place, arguments: Arguments) -> Result:
    node = arguments[0]
    if len(arguments) != 1 or node is None:
        raise Unsupported("SUMPRODUCT of several columns")
    result = node(at)
    return sum(number(value) for value in result) if isinstance(result, list) else number(scalar(at, result))


def _all(at: Place, result: Result) -> Sequence[Scalar | Fault]:
    if isinstance(result, Range):
        return at.cells.column(result)
    return result if isinstance(result, list) else [result]


def _count_if(at: Place, arguments: Arguments) -> Result:
    wanted = _value(at, arguments, 1)
    if not isinstance(wanted, str) or wanted[:1] in "=<>":
        raise Unsupported("COUNTIF with a comparison")
    matches = wildcard(wanted)
    values = at.cells.column(_range(at, arguments, 0))
    return float(sum(isinstance(value, str) and matches(value) for value in values))


def wildcard(text: str) -> Callable[[str], bool]:
    """? is one character, * any number, ~ takes the next one literally; letter case is ignored.

    No regular expression: the text may be a stranger's, and one of many stars would keep it busy for ever.
    """
    parts = [("literal", m[1]) if m[1] else (m[2], m[2]) for m in re.finditer(r"~([?*~])|(.)", text.lower(), re.DOTALL)]

    def matches(value: str) -> bool:
        value = value.lower()
        at = part = 0
        star, resumed = -1, 0
        while at < len(value):
            kind, character = parts[part] if part < len(parts) else ("", "")
            if kind == "*":
                star, resumed, part = part, at, part + 1
            elif kind == "?" or (kind and character == value[at]):
                at, part = at + 1, part + 1
            elif star >= 0:
                # Let the last star take one character more.
                resumed += 1
                at, part = resumed, star + 1
            else:
                return False
        return all(kind == "*" for kind, _ in parts[part:])

    return matches


def _match(at: Place, arguments: Arguments) -> Result:
    if number(_value(at, arguments, 2, 1.0)) != 0:
        raise Unsupported("MATCH in a sorted list")
    wanted = _value(at, arguments, 0)
    if not isinstance(wanted, str):
        # Blank and numbers stand in no list of the template.
        raise Fault("#N/A")
    found = at.cells.match(wanted, _range(at, arguments, 1))
    if not found:
        raise Fault("#N/A")
    return float(found)


def _index(at: Place, arguments: Arguments) -> Result:
    area, row = _range(at, arguments, 0), int(number(_value(at, arguments, 1)))
    return Range(area.sheet, area.top + row - 1, area.left, area.top + row - 1, area.left)


def _offset(at: Place, arguments: Arguments) -> Result:
    area = _range(at, arguments, 0)
    rows, columns = (int(number(_value(at, arguments, n))) for n in (1, 2))
    if area.top + rows < 1 or area.left + columns < 1:
        raise Fault("#REF!")
    return Range(area.sheet, area.top + rows, area.left + columns, area.bottom + rows, area.right + columns)


def _indirect(at: Place, arguments: Arguments) -> Result:
    sheet, _, reference = text_of(_value(at, arguments, 0)).rpartition("!")
    try:
        row, column = split_reference(reference.replace("$", ""))
    except Exception:
        raise Fault("#REF!") from None
    return Range(sheet.strip("'") or at.sheet, row, column, row, column)


def _address(at: Place, arguments: Arguments) -> Result:
    row, column, form = (int(number(_value(at, arguments, n, 1.0))) for n in range(3))
    if form != 4 or not 0 < column <= 26:
        raise Unsupported("ADDRESS in another form")
    return f"{chr(64 + column)}{row}"


def _row(at: Place, arguments: Arguments) -> Result:
    return float(at.row)


def _column(at: Place, arguments: Arguments) -> Result:
    return float(at.column)


def _look_across(at: Place, arguments: Arguments) -> Result:
    """HLOOKUP stands only in two hidden cells of the template, over a name that does not exist."""
    _range(at, arguments, 1)
    raise Unsupported("HLOOKUP")


FUNCTIONS: dict[str, Callable[[Place, Arguments], Result]] = {
    "ADDRESS": _address,
    "AND": _and,
    "COLUMN": _column,
    "COUNTIF": _count_if,
    "HLOOKUP": _look_across,
    "IF": _if,
    "INDEX": _index,
    "INDIRECT": _indirect,
    "ISERROR": _is_error,
    "ISNUMBER": _is_number,
    "LEFT": _left,
    "LEN": _length,
    "MATCH": _match,
    "NA": _not_available,
    "OFFSET": _offset,
    "OR": _or,
    "ROW": _row,
    "SEARCH": _search,
    "SUM": _sum,
    "SUMPRODUCT": _sum_product,
}

"""What changed between two declarations, both as `read` prints them.

A smelter is the same when metal and ID are the same, whatever it is called; without an ID its metal and name are all
there is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
Change = dict[str, Any]

_SMELTER_FIELDS = ("country", "listed", "recycled", "mines", "mine_countries", "comments")
_SHOWN = ("metal", "smelter_id", "name", "country", "row")


def diff(old: Json, new: Json) -> dict[str, Any]:
    """Lists of changes, each with the old and the new value and the cell of the new file."""
    return {
        "old": _about(old),
        "new": _about(new),
        "company": _company(old, new),
        "answers": _answers(old, new),
        "company_answers": _company_answers(old, new),
        "smelters": _smelters(old["smelters"], new["smelters"]),
        "products": _products(old["products"], new["products"]),
    }


def is_empty(changes: Json) -> bool:
    """Whether the two declarations say the same."""
    flat = [changes["company"], changes["answers"], changes["company_answers"]]
    return not any([*flat, *changes["smelters"].values(), *changes["products"].values()])


def _about(document: Json) -> dict[str, Any]:
    about = {key: document[key] for key in ("version", "language", "effective_date")}
    return about | {"company": document["company"]["name"], "smelters": len(document["smelters"])}


def _change(name: str, old: Any, new: Any, cell: str) -> list[Change]:
    return [{"field": name, "old": old, "new": new, "cell": cell}] if old != new else []


def _company(old: Json, new: Json) -> list[Change]:
    changes: list[Change] = []
    for name, cell in new["company_cells"].items():
        changes += _change(name, old["company"].get(name), new["company"][name], cell)
    changes += _change("scope", old["scope_raw"], new["scope_raw"], "Declaration!D9")
    changes += _change("effective_date", _date(old), _date(new), "Declaration!D22")
    return changes + _change("language", old["language"], new["language"], "Declaration!D3")


def _date(document: Json) -> Any:
    return document["effective_date"] or document["effective_date_raw"]


def _answers(old: Json, new: Json) -> list[Change]:
    return [
        {"question": question, "metal": metal} | change
        for question, by_metal in new["answers"].items()
        for metal, answer in by_metal.items()
        for change in _answer(old["answers"].get(question, {}).get(metal), answer)
    ]


def _company_answers(old: Json, new: Json) -> list[Change]:
    return [
        {"question": letter} | change
        for letter, answer in new["company_answers"].items()
        for change in _answer(old["company_answers"].get(letter), answer)
    ]


def _answer(old: Json | None, new: Json) -> list[Change]:
    """An answer off the list is compared as it was written."""

    def said(answer: Json | None) -> Any:
        return answer and (answer["answer"] or answer["raw"])

    comment = new["cell"].replace("!D", "!G")
    changes = _change("answer", said(old), said(new), new["cell"])
    return changes + _change("comment", old and old["comment"], new["comment"], comment)


def _smelters(old: Sequence[Json], new: Sequence[Json]) -> dict[str, list[Change]]:
    before, after = _grouped(old, _identity), _grouped(new, _identity)
    renamed, changed = [], []
    for key in before.keys() & after.keys():
        a, b = before[key], after[key]
        names = [_values(rows, "name") for rows in (a, b)]
        about = {name: b[0][name] for name in ("metal", "smelter_id", "name", "row")}
        if [_folded(each) for each in names[:1]] != [_folded(each) for each in names[1:]]:
            renamed.append(about | {"old": _joined(names[0]), "new": _joined(names[1])})
        for name in _SMELTER_FIELDS:
            was, now = _values(a, name), _values(b, name)
            if _folded(was) != _folded(now):
                changed.append(about | {"field": name, "old": _joined(was), "new": _joined(now)})
    return {
        "added": [_shown(after[key]) for key in after if key not in before],
        "gone": [_shown(before[key]) for key in before if key not in after],
        "renamed": sorted(renamed, key=lambda change: change["row"]),
        "changed": sorted(changed, key=lambda change: change["row"]),
    }


def _identity(row: Json) -> tuple[Any, ...]:
    if row["smelter_id"]:
        return row["metal"], row["smelter_id"]
    return row["metal"], None, row["listed"], (row["name"] or "").casefold()


def _grouped(rows: Iterable[Json], key: Callable[[Json], tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Json]]:
    """Rows by identity: a smelter may stand on several rows, one for each mine."""
    groups: dict[tuple[Any, ...], list[Json]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _values(rows: Iterable[Json], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows if row[name]))


def _folded(values: Iterable[str]) -> set[str]:
    return {value.casefold() for value in values}


def _joined(values: Sequence[str]) -> str | None:
    return "; ".join(values) or None


def _shown(rows: Sequence[Json]) -> Change:
    return {name: rows[0][name] for name in _SHOWN}


def _products(old: Sequence[Json], new: Sequence[Json]) -> dict[str, list[Change]]:
    def identity(product: Json) -> tuple[Any, ...]:
        number = product["number"]
        return ("number", number) if number else ("name", product["name"], product["comments"])

    before, after = _grouped(old, identity), _grouped(new, identity)
    changed = [
        {"number": key[1], "field": name, "old": a, "new": b, "row": after[key][0]["row"]}
        for key in after
        if key in before and key[0] == "number"
        for name in ("name", "comments")
        if (a := _joined(_values(before[key], name))) != (b := _joined(_values(after[key], name)))
    ]
    return {
        "added": [dict(after[key][0]) for key in after if key not in before],
        "gone": [dict(before[key][0]) for key in before if key not in after],
        "changed": changed,
    }

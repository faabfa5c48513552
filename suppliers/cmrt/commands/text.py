"""The same results in words, for a terminal. What a manufacturer wrote never reaches the terminal as a command."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from suppliers.cmrt.findings_book import WEIGHTS

Json = Mapping[str, Any]

_WIDTH = 100
_SCOPES = {"A": "the company", "B": "products", "C": "as the manufacturer describes it"}


def printable(value: Any) -> str:
    """A value on one line, without control characters."""
    text = "-" if value is None or value == "" else str(value)
    return "".join(character if character.isprintable() else " " for character in text)


def document_text(document: Json) -> str:
    return _joined(_document(document))


def checked_text(result: Json) -> str:
    return _joined([*_document(result), *_checker(result["checker"]), *_findings(result["findings"])])


def _document(document: Json) -> Iterator[str]:
    company = document["company"]
    yield f"{printable(company['name'])}   CMRT {document['version']}, {printable(document['language'])}"
    yield f"Effective   {printable(document['effective_date'] or document['effective_date_raw'])}"
    yield f"Scope       {_SCOPES.get(document['scope'], printable(document['scope_raw']))}"
    yield f"Contact     {printable(company['contact_name'])}, {printable(company['contact_email'])}"
    yield f"Authorized  {printable(company['authorizer_name'])}, {printable(company['authorizer_email'])}"
    yield ""
    yield from _answers(document)
    yield ""
    metals = Counter(smelter["metal"] or "no metal" for smelter in document["smelters"])
    told = ", ".join(f"{printable(metal)} {count}" for metal, count in sorted(metals.items()))
    yield f"{_number(len(document['smelters']), 'smelter')} listed{': ' + told if told else ''}"
    yield f"{_number(len(document['products']), 'product')} listed"
    for problem in document["problems"]:
        yield from _wrapped(f"note: {problem['cell']}: {printable(problem['message'])}")


def _answers(document: Json) -> Iterator[str]:
    answers = document["answers"]
    metals = list(next(iter(answers.values()), {}))
    rows = [
        [f"{question}.", *(printable(by_metal[metal]["answer"] or by_metal[metal]["raw"]) for metal in metals)]
        for question, by_metal in answers.items()
    ]
    yield from table(["", *metals], rows)
    letters = document["company_answers"]
    yield "   ".join(f"{letter} {printable(answer['answer'] or answer['raw'])}" for letter, answer in letters.items())


def _checker(checker: Json) -> Iterator[str]:
    yield ""
    remaining, cached = checker["remaining"], checker["cached"]
    if remaining is None:
        yield f"Checker: the workbook's own counter is an error, from {', '.join(map(printable, checker['errors']))}"
    else:
        yield f"Checker: {_number(remaining, 'required field')} open"
    if cached is not None and cached != remaining:
        yield f"         (the file itself last showed {printable(cached)})"


def _findings(findings: Sequence[Json]) -> Iterator[str]:
    for severity, weight in WEIGHTS.items():
        found = [finding for finding in findings if finding["severity"] == severity]
        if not found:
            continue
        yield ""
        yield f"{weight} ({len(found)})"
        for finding in found:
            place = "!".join(filter(None, (finding["sheet"], finding["cell"])))
            yield from _wrapped(f"{place:<20} {printable(finding['message'])}", hang=23)
            if finding["remedy"]:
                yield from _wrapped(f"{'':<20} > {printable(finding['remedy'])}", hang=25)
    if not findings:
        yield ""
        yield "Nothing was found."


def diff_text(changes: Json) -> str:
    return _joined(_diff(changes))


def _diff(changes: Json) -> Iterator[str]:
    for name in ("old", "new"):
        about = changes[name]
        yield (
            f"{name}  {printable(about['company'])}, CMRT {about['version']}, "
            f"{printable(about['effective_date'])}, {_number(about['smelters'], 'smelter')}"
        )
    yield from _section("Company", changes["company"], lambda c: f"{c['field'].replace('_', ' ')}: {_turn(c)}")
    yield from _section(
        "Answers",
        [*changes["answers"], *changes["company_answers"]],
        lambda c: (
            f"{c['question']}{' ' + c['metal'] if 'metal' in c else ''}"
            f"{' comment' if c['field'] == 'comment' else ''}: {_turn(c)}"
        ),
    )
    smelters, products = changes["smelters"], changes["products"]
    yield from _section("Smelters added", smelters["added"], _smelter)
    yield from _section("Smelters gone", smelters["gone"], _smelter)
    yield from _section("Smelters renamed", smelters["renamed"], lambda c: f"{_key(c)}  {_turn(c)}")
    yield from _section(
        "Smelters changed",
        smelters["changed"],
        lambda c: f"{_key(c)}  {printable(c['name'])}, {c['field'].replace('_', ' ')}: {_turn(c)}",
    )
    yield from _section("Products added", products["added"], _product)
    yield from _section("Products gone", products["gone"], _product)
    yield from _section("Products changed", products["changed"], lambda c: f"{printable(c['number'])}: {_turn(c)}")
    from suppliers.cmrt.diff import is_empty

    if is_empty(changes):
        yield ""
        yield "The two say the same."


def _section(title: str, items: Sequence[Json], line: Any) -> Iterator[str]:
    if items:
        yield ""
        yield f"{title} ({len(items)})"
        for item in items:
            yield from _wrapped(f"  {line(item)}", hang=6)


def _turn(change: Json) -> str:
    return f"{printable(change['old'])} -> {printable(change['new'])}"


def _key(smelter: Json) -> str:
    return f"{printable(smelter['metal']):<9} {printable(smelter['smelter_id']):<10}"


def _smelter(smelter: Json) -> str:
    return f"{_key(smelter)} {printable(smelter['name'])}, {printable(smelter['country'])}"


def _product(product: Json) -> str:
    return f"{printable(product['number'])}  {printable(product['name'])}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell."""
    lines = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _wrapped(text: str, hang: int = 4) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=" " * hang, break_on_hyphens=False, break_long_words=False)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"

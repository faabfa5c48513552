"""The portal's words in other languages: what is to be translated, and the catalogues made from it.

    python -m tools.catalogue          brings locale/*/LC_MESSAGES/django.po up to date and writes the .mo beside it
    python -m tools.catalogue --check  says what is missing, and fails if something is

The texts stand in the templates that manufacturers see, in Python under gettext's names, in the checks whose
findings manufacturers read (their sentences are format strings; the catalogue holds them as they are), and in the
reasons for which a file is refused.
"""

import io
import os
import string
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
# What a manufacturer meets; the team's pages speak English.
TEMPLATES = ("portal", "account", "door", "parts")
PAGES = ("skeleton.html", "base.html", "400.html", "403.html", "403_csrf.html", "404.html", "413.html", "429.html",
         "500.html", "503.html")  # fmt: skip
PYTHON = ("cmr", "suppliers")
CALLS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "translate": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip

DAY = datetime(2026, 1, 1, tzinfo=UTC)
Message = tuple[str | tuple[str, str], str | None]


def messages() -> dict[Message, list[str]]:
    """Every text to translate (with its plural and its context) and the files it stands in."""
    found: dict[Message, list[str]] = {}
    for text, where in [*_from_templates(), *_from_python(), *_from_checks(), *_from_refusals()]:
        places = found.setdefault(text, [])
        if where not in places:
            places.append(where)
    return found


def _from_templates() -> Iterator[tuple[Message, str]]:
    from django.utils.translation.template import templatize

    folder = ROOT / "templates"
    files = [*(path for name in TEMPLATES for path in sorted((folder / name).rglob("*.*")))]
    for path in [*files, *(folder / name for name in PAGES if (folder / name).exists())]:
        yield from _calls(templatize(path.read_text(), origin=str(path)), path)


def _from_python() -> Iterator[tuple[Message, str]]:
    for package in PYTHON:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts and "cmrt" not in path.parts:
                yield from _calls(path.read_text(), path)


def _calls(source: str, path: Path) -> Iterator[tuple[Message, str]]:
    where = str(path.relative_to(ROOT))
    for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), CALLS):
        # Of a plural both forms come, as a tuple.
        if text and all(text if isinstance(text, tuple) else [text]):
            yield (text, context), where


def _from_checks() -> Iterator[tuple[Message, str]]:
    from suppliers.cmrt.checks import ALL_CHECKS
    from suppliers.register_checks import REGISTER_CHECKS

    for checks in (ALL_CHECKS, REGISTER_CHECKS):
        for check in checks:
            for text in (check.title, check.message, check.remedy, check.reason):
                if text:
                    yield (text, None), f"check {check.code}"


def _from_refusals() -> Iterator[tuple[Message, str]]:
    from suppliers.cmrt.gate.refusal import SENTENCES

    for code, sentence in SENTENCES.items():
        yield (sentence, None), f"refusal {code}"


def catalogue_of(language: str) -> Catalog:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_up_to_date(old: Catalog, wanted: dict[Message, list[str]]) -> Catalog:
    """The wanted texts with the translations that are there; what nobody asks for any more is dropped."""
    new = Catalog(
        locale=old.locale, fuzzy=False, charset="utf-8", project="CMR", version="1",
        header_comment="# The portal's words.", msgid_bugs_address="none",
        last_translator="the team", language_team="the team",
        # One day for good: the same words give the same bytes.
        creation_date=DAY, revision_date=DAY,
    )  # fmt: skip
    for (text, context), places in sorted(wanted.items(), key=lambda item: (item[1][0], str(item[0]))):
        known = old.get(text[0] if isinstance(text, tuple) else text, context=context)
        given = known.string if known and isinstance(known.id, tuple) == isinstance(text, tuple) else ""
        flags = ["python-format"] if known and known.python_format else []
        new.add(text, given, auto_comments=[", ".join(places[:3])], flags=flags, context=context)
    return new


def faults(catalogue: Catalog, wanted: Iterable[Message]) -> list[str]:
    """What is not translated, and what a translation lost or made up between braces or percent signs."""
    found = []
    for text, context in wanted:
        ids = text if isinstance(text, tuple) else (text,)
        message = catalogue.get(ids[0], context=context)
        given = (message.string if message else "") or ""
        strings = given if isinstance(given, tuple | list) else (given,)
        if not all(strings):
            found.append(f"not translated: {ids[0]}")
        elif any(holes(each) != holes(ids[-1]) for each in strings):
            found.append(f"other placeholders than the text: {ids[0]}")
    return found


def holes(text: str) -> set[str]:
    """The names between braces, and those of %(name)s."""
    named = {part.partition(")")[0] for part in text.split("%(")[1:]}
    try:
        return named | {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return named


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmr.settings")
    import django

    django.setup()
    wanted, status = messages(), 0
    for folder in sorted(LOCALE.iterdir()):
        old = catalogue_of(folder.name)
        wrong = faults(old, wanted)
        if "--check" not in sys.argv:
            new = brought_up_to_date(old, wanted)
            target = folder / "LC_MESSAGES"
            target.mkdir(parents=True, exist_ok=True)
            with (target / "django.po").open("wb") as file:
                write_po(file, new, width=110, omit_header=False, sort_output=False)
            with (target / "django.mo").open("wb") as file:
                write_mo(file, new)
            wrong = faults(new, wanted)
        for line in wrong:
            print(f"{folder.name}: {line}")
        print(f"{folder.name}: {len(wanted)} texts, {len(wrong)} to see to")
        status |= bool(wrong)
    return status


if __name__ == "__main__":
    sys.exit(main())

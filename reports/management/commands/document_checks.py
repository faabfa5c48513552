"""Write docs/checks.md from the registries, so that the reference cannot fall behind the code."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cmr.findings import Check, CheckSet
from reports import prefiling
from suppliers.cmrt.checks import ALL_CHECKS as CMRT_CHECKS
from suppliers.register_checks import REGISTER_CHECKS

PAGE = settings.BASE_DIR / "docs" / "checks.md"
ITSELF = """\
Run on every upload, and by `python -m suppliers.cmrt check FILE`. Some checks hold the file against what is known
beside it: the year, the request and who was asked, the declaration accepted for the year before, and other
manufacturers' lists. An upload brings that along, the command takes it from `--context CONTEXT.json`; without it these
checks are silent. Manufacturers never see what speaks of other manufacturers: CMRT-Q11 stands on the desk alone."""
SETS: tuple[tuple[str, str, CheckSet], ...] = (
    ("A CMRT against itself", ITSELF, CMRT_CHECKS),
    ("A CMRT against the register", "Run on every upload, on the rows of the Smelter List.", REGISTER_CHECKS),
    ("The report before filing", "Run on the printed words, whenever a report is built.", prefiling.ALL_CHECKS),
)
INTRODUCTION = """# Checks

Written by `manage.py document_checks`; do not edit. A *block* stops acceptance or filing, a *warn* asks for a look, an
*info* tells. Codes are stable and never used again.
"""


class Command(BaseCommand):
    help = "Write docs/checks.md; with --check, fail when it is out of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        text = reference()
        if not options["check"]:
            PAGE.write_text(text)
        elif PAGE.read_text() != text:
            raise CommandError("docs/checks.md is out of date: run manage.py document_checks.")


def reference() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(line for each in SETS for line in _chapter(*each))])


def _chapter(title: str, when: str, checks: CheckSet) -> Iterator[str]:
    yield f"## {title}\n\n{when}\n"
    yield "| code | severity | rule | why | source |\n|---|---|---|---|---|"
    for item in checks:
        yield _line(item)
    yield ""


def _line(item: Check) -> str:
    cells = (item.code, str(item.severity), item.title, item.reason, item.source)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

"""Write docs/checks.md from the registries, so that the reference cannot fall behind the code."""

from collections.abc import Iterator

from cmr.findings import Check, CheckSet
from reports import prefiling
from reports.management.reference import ReferenceCommand
from suppliers.cmrt.checks import ALL_CHECKS as CMRT_CHECKS
from suppliers.register_checks import REGISTER_CHECKS

ITSELF = """\
Run on every upload, and by `python -m suppliers.cmrt check FILE`. Some checks hold the file against what is known
beside it: the year, the campaign's rules, the request and who was asked, the declaration accepted for the year before,
other manufacturers' lists, the Smelter Look-ups of the official blanks that were taken over, and the dated tables of
areas, producing countries and origins. An upload brings that along, the command takes it from `--context CONTEXT.json`;
without it these checks are silent. Manufacturers never see what speaks of other manufacturers or comes from a source
that binds us to keep it: CMRT-Q11 and CMRT-Q12 stand on the desk alone."""
BEFORE = """\
Run on the printed words and rows, whenever a report is built or its page is opened. What warns may be let pass by a
named person of the legal team with a reason, which holds for exactly what was found; what blocks may not, but for the
checks marked *block, waivable*, which screen for sanctions. Those called W hold what the team wrote against the
facts."""
SETS: tuple[tuple[str, str, CheckSet], ...] = (
    ("A CMRT against itself", ITSELF, CMRT_CHECKS),
    ("A CMRT against the register", "Run on every upload, on the rows of the Smelter List.", REGISTER_CHECKS),
    ("The report before filing", BEFORE, prefiling.ALL_CHECKS),
    ("The report when it is filed", "Looked at when the day of filing is recorded.", prefiling.LEAVING),
)
INTRODUCTION = """# Checks

Written by `manage.py document_checks`; do not edit. A *block* stops acceptance or filing, a *warn* asks for a look, an
*info* tells. Codes are stable and never used again.
"""


class Command(ReferenceCommand):
    help = "Write docs/checks.md; with --check, fail when it is out of date."
    page = "checks.md"

    def reference(self) -> str:
        return "\n".join([INTRODUCTION, *(line for each in SETS for line in _chapter(*each))])


def _chapter(title: str, when: str, checks: CheckSet) -> Iterator[str]:
    yield f"## {title}\n\n{when}\n"
    yield "| code | severity | rule | why | source |\n|---|---|---|---|---|"
    for item in checks:
        yield _line(item)
    yield ""


def _line(item: Check) -> str:
    severity = f"{item.severity}, waivable" if item.waivable else str(item.severity)
    cells = (item.code, severity, item.title, item.reason, item.source)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

"""What the command line takes."""

import argparse
import datetime
from collections.abc import Callable

from suppliers.cmrt.commands import run

_PROGRAM = "python -m suppliers.cmrt"
_DESCRIPTION = """\
Read, check, fill and compare CMRT workbooks (Conflict Minerals Reporting Template), without Excel."""
_EPILOG = f"""\
examples:
  {_PROGRAM} check declaration.xlsx
  {_PROGRAM} check declaration.xlsx --findings corrections.xlsx
  {_PROGRAM} check declaration.xlsx --context asked.json
  {_PROGRAM} check received/ --format text
  {_PROGRAM} read last-year.xlsx > last-year.json
  {_PROGRAM} fill RMI_CMRT_6.5.xlsx last-year.json -o prefilled.xlsx
  {_PROGRAM} diff last-year.xlsx this-year.xlsx

exit codes:
  0  read    1  read, with findings that block    2  not a readable CMRT    70  a fault of this program
  A folder has the worst code of its files. A refusal is one line on standard error, `code: sentence`."""


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """The arguments; `run` is the command's function. A wrong call ends the program with 2."""
    parser = argparse.ArgumentParser(
        prog=_PROGRAM,
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        added.set_defaults(run=run)
        return added

    def form(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--format",
            choices=("text", "json"),
            help="text for people, JSON for programs (default: text on a terminal, else JSON)",
        )

    def today(to: argparse.ArgumentParser) -> None:
        to.add_argument(
            "--today",
            type=datetime.date.fromisoformat,
            default=datetime.date.today(),
            metavar="YYYY-MM-DD",
            help="the day the file was received (default: today)",
        )

    read = command("read", run.read, "print what a workbook says")
    read.add_argument("file", metavar="FILE", help="a workbook, or - for standard input")
    today(read)
    form(read)

    check = command("check", run.check, "read a workbook, or every workbook in a folder, and print what is wrong")
    check.add_argument("file", metavar="FILE", help="a workbook, a folder, or - for standard input")
    today(check)
    check.add_argument(
        "--context",
        metavar="CONTEXT.json",
        help="what is known beside the file, a JSON object of any of: year, oldest_date, requested_on, "
        "minimum_version, company (the one asked), products_asked, previous (last year's file, the way `read` "
        "prints it), other_lists (`list_fingerprint` of other manufacturers' files, the way `check` prints it), "
        "mined (pairs of metal and ID), cahra and cahra_parts (ISO codes of countries that count as conflict-affected "
        "or of high risk, as a whole or in part; or pairs of metal and code), producers (countries known to mine a "
        "metal, the same way), origins (metal, ID and ISO code of the country), origins_confidential (the same from "
        "sources that the manufacturer must not see), look_ups (of official blanks: by version, lists of metal, name, "
        "standard name, country and ID)",
    )
    check.add_argument("--findings", metavar="OUT.xlsx", help="also write the findings as a workbook to send back")
    form(check)

    fill = command("fill", run.fill, "fill an official blank with a declaration, the way `read` prints it")
    fill.add_argument("blank", metavar="BLANK", help="the blank template as RMI gives it (6.0 to 6.5)")
    fill.add_argument("declaration", metavar="DECLARATION.json", help="what to fill in, or - for standard input")
    fill.add_argument("-o", "--output", metavar="OUT.xlsx", required=True, help="where to write the filled workbook")

    diff = command("diff", run.diff, "print what changed between two workbooks")
    diff.add_argument("old", metavar="OLD", help="the earlier workbook")
    diff.add_argument("new", metavar="NEW", help="the later workbook, or - for standard input")
    form(diff)
    return parser.parse_args(arguments)

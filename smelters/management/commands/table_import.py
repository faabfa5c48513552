"""Take over a dated table from a file, as the admin pages do."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smelters.lists import ListError
from smelters.models import DatedTable
from smelters.services.tables import table_apply, table_plan
from smelters.tables.parse import parse_table


class Command(BaseCommand):
    help = (
        "Take over a table of conflict-affected areas, transit countries, sanctions or origins (CSV or .xlsx) as of a "
        "day; the same table twice changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=DatedTable.Kind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day the table speaks of")
        parser.add_argument("--name", required=True, help="what the table is called in the register and the report")
        parser.add_argument("--source", required=True, help="where the table was taken from")
        parser.add_argument("--publish", action="store_true", help="we have the right to publish its origins")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        about = {
            "kind": options["kind"],
            "name": options["name"].strip(),
            "as_of": options["as_of"],
            "publishable": options["publish"],
        }
        source = options["source"].strip()
        if not about["name"] or not source:
            raise CommandError("A table has a name and a source.")
        if about["as_of"] > date.today():
            raise CommandError("The day lies in the future.")
        try:
            data = options["file"].read_bytes()
            lines = parse_table(data, options["file"].name, options["kind"])
        except (OSError, ListError) as error:
            raise CommandError(str(error)) from error
        for sentence in table_plan(lines, **about).sentences:
            self.stdout.write(sentence)
        if options["dry_run"]:
            return
        outcome = table_apply(lines, source=source, original=data, actor=None, **about)
        self.stdout.write("Taken over." if outcome.created else "This table was already loaded; nothing changed.")

"""Load the Smelter Look-up of a CMRT workbook as reference."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smelters.services import ListError, lookup_load


class Command(BaseCommand):
    help = "Fill names, aliases, IDs and places from the Smelter Look-up of a CMRT (an official blank); no statuses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day of the workbook's release")
        parser.add_argument("--source", default="", help="what to call the source; the file's name by default")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = options["source"] or options["file"].name
            told = lookup_load(options["file"].read_bytes(), source=source, as_of=options["as_of"], actor=None)
        except (OSError, ListError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{told.facilities} facilities: {told.new} new, {told.renamed} renamed, {told.names} names added."
        )

"""Take over a status list from a file, as the admin pages do."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmr.vocab import METALS
from smelters.models import Status
from smelters.services import ListError, list_apply, list_plan, list_read


class Command(BaseCommand):
    help = "Take over a status list (CSV or .xlsx) as of a day; the same list twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day the list speaks of")
        parser.add_argument("--name", required=True, help="what the list is called in the register and the report")
        parser.add_argument("--source", required=True, help="where the list was taken from")
        parser.add_argument("--status", default="", help="the status of all rows, for a list without a status column")
        parser.add_argument(
            "--metal", default="", choices=["", *METALS], help="the metal of all rows, for a list without such a column"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        about = {name: options[name] for name in ("as_of", "status")}
        codes = list(Status.objects.values_list("code", flat=True))
        if about["status"] and about["status"] not in codes:
            raise CommandError(f"--status is one of {', '.join(codes)}.")
        try:
            data = options["file"].read_bytes()
            read = list_read(data, options["file"].name, metal=options["metal"])
            rows = read.rows
            for sentence in list_plan(rows, **about).sentences:
                self.stdout.write(sentence)
            if options["dry_run"]:
                return
            given = {name: options[name] for name in ("name", "source")}
            outcome = list_apply(rows, original=data, actor=None, columns=read.captions, **about, **given)
        except (OSError, ListError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Taken over." if outcome.created else "This list was already loaded; nothing changed.")

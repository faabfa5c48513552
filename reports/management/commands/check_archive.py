"""manage.py check_archive: for the night, from cron."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from reports.archive import Checked, archive_check, archive_collect


class Command(BaseCommand):
    help = (
        "Read every stored file again; exit 1 when one is missing or changed, and say what and which filings it hits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--collect", action="store_true", help="remove files older than 7 days that nothing names")

    def handle(self, *args: Any, **options: Any) -> None:
        checked = archive_check(self._progress)
        removed = archive_collect(checked.orphans) if options["collect"] else []
        if options["json"]:
            self.stdout.write(json.dumps(asdict(checked) | {"removed": removed}, indent=2))
        else:
            self._say(checked, removed)
        if checked.problems:
            raise SystemExit(1)

    def _say(self, checked: Checked, removed: list[str]) -> None:
        for problem in checked.problems:
            self.stdout.write(f"{problem.kind:8} {problem.sha256}")
            for line in (*problem.belongs_to, *(f"touches {filing}" for filing in problem.filings)):
                self.stdout.write(f"         {line}")
        for sha256 in checked.orphans:
            self.stdout.write(f"orphan   {sha256}{' (removed)' if sha256 in removed else ''}")
        if len(checked.orphans) > len(removed):
            self.stdout.write(
                "         An orphan is a file on its way in, or one that was looked at and not taken over. No harm: "
                "--collect removes it after 7 days."
            )
        kinds = [problem.kind for problem in checked.problems]
        self.stdout.write(
            f"{checked.files} files: {checked.files - len(kinds)} sound, {kinds.count('missing')} missing, "
            f"{kinds.count('changed')} changed; {len(checked.orphans)} that nothing names, {len(removed)} removed."
        )

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty() and (done % 100 == 0 or done == total):
            self.stderr.write(f"\r{done} of {total}", ending="\n" if done == total else "")

"""manage.py read_again: after READER_VERSION was raised."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from suppliers.services.rereading import Became, submission_reread, submissions_to_reread


class Command(BaseCommand):
    help = "Read every standing workbook again, list what is understood otherwise, and keep the old results."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list the differences and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        counted: Counter[Became] = Counter()
        for submission in submissions_to_reread(dry_run):
            found = submission_reread(submission, dry_run=dry_run)
            counted[found.became] += 1
            if found.differences:
                self.stdout.write(f"{submission.upload.receipt} {submission.request.supplier}: {found.became}")
                for line in found.differences:
                    self.stdout.write(f"    {line}")
        said = ", ".join(f"{count} {became}" for became, count in sorted(counted.items()))
        self.stdout.write(f"{counted.total()} read again{': ' + said if said else ''}.")
        if dry_run:
            self.stdout.write("Nothing was changed.")

"""manage.py verify_filing: prove from the store that a filing is what was signed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Filing
from reports.services.verification import Verified, chain_verify, filing_verify


class Command(BaseCommand):
    help = (
        "Compare a year's filings with what is kept: snapshot, documents rendered again, CMRTs, signatures, audit "
        "chain. Exit 1 when anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, nargs="?", help="the calendar year that is reported; all without it")

    def handle(self, *args: Any, year: int | None, **options: Any) -> None:
        filings = Filing.objects.select_related("period").order_by("period__year", "number")
        if year:
            filings = filings.filter(period__year=year)
        if not filings:
            raise CommandError(f"There is no filing for {year}." if year else "There is no filing yet.")
        wrong = sum([self._tell(str(filing), filing_verify(filing)) for filing in filings])
        wrong += self._tell("Audit log", chain_verify())
        if wrong:
            raise CommandError("1 thing differs." if wrong == 1 else f"{wrong} things differ.")
        self.stdout.write("Everything compared is the same.")

    def _tell(self, title: str, found: Verified) -> int:
        self.stdout.write(title)
        for sentence in found.held:
            self.stdout.write(f"  holds    {sentence}")
        for sentence in found.wrong:
            self.stdout.write(f"  DIFFERS  {sentence}")
        return len(found.wrong)

"""manage.py follow_up: write the letters of the ladder that are due today, for cron or to look first."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from suppliers.models import Campaign
from suppliers.services.follow_up import follow_up_due, follow_up_run


class Command(BaseCommand):
    help = "Write the letters of the follow-up ladder that are due today; run twice, nothing is added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say who would get what, and who would not")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        today = timezone.localdate()
        if not dry_run:
            count = len(follow_up_run(today))
            self.stdout.write(f"{count} {'letter' if count == 1 else 'letters'} written.")
            return
        for campaign in Campaign.objects.select_related("period__registrant"):
            for due in follow_up_due(campaign.period, today):
                whom = due.asked.manufacturer if due.asked else "The executive"
                person = f", {due.person.address}" if due.person else ""
                what = due.skipped or f"{due.rung.kind} letter"
                self.stdout.write(f"{campaign.period.year}  {whom}{person}: {what}")

"""manage.py sweep: for cron, where neither beat nor a thread runs."""

from typing import Any

from django.core.management.base import BaseCommand

from suppliers.services import queue


class Command(BaseCommand):
    help = "Remind the workers of uploads that were left behind, and give up on those that failed three times."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Uploads that needed attention: {queue.sweep()}")

"""manage.py work: the claim loop in a process of its own."""

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from suppliers.services import queue


class Command(BaseCommand):
    help = "Read uploaded files as they come in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, until_idle: bool, **options: Any) -> None:
        # An orderly stop gives the file in hand back.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        done = queue.work(until_idle=until_idle)
        self.stdout.write(f"{done} {'file' if done == 1 else 'files'} processed." if done else "Nothing was due.")

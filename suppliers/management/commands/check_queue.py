"""manage.py check_queue: for monitoring, every few minutes."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from suppliers.services.delays import queue_state


class Command(BaseCommand):
    help = "Say how many files wait and since when; exit 1 when one waits for ten minutes or failed an hour ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        state = queue_state()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(state) | {"alarms": state.alarms}))
        else:
            self.stdout.write(
                f"{state.waiting} waiting, the oldest for {state.oldest_waiting_s} s; "
                f"{state.failed} failed, the oldest for {state.oldest_failed_s} s."
            )
            for alarm in state.alarms:
                self.stdout.write(alarm)
        if state.alarms:
            raise SystemExit(1)

"""manage.py mail_receive < message: for a mail server's pipe, or a cron job that fetches a mailbox."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from suppliers.services.mail_in import LIMIT, mail_take


class Command(BaseCommand):
    help = "Record a mail that came in: a letter that came back, or a reply. Reads one message from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="the address it arrived at, if the mail server says")

    def handle(self, *args: Any, to: str, **options: Any) -> None:
        # One byte past the limit tells that there is more; the rest is read away, so that the pipe does not break.
        data = sys.stdin.buffer.read(LIMIT + 1)
        while len(data) > LIMIT and sys.stdin.buffer.read(1024 * 1024):
            pass
        self.stdout.write(mail_take(data, to=to).sentence)

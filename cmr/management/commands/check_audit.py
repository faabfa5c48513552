from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmr.audit import chain_read


class Command(BaseCommand):
    help = "Verify the audit log: every event follows from the one before it, and none is missing. Exit 1 if not so."

    def handle(self, *args: Any, **options: Any) -> None:
        chain = chain_read()
        last = chain.holds_to
        if chain.breaks:
            upto = f"It holds up to event {last.pk}, {last.at:%Y-%m-%d %H:%M} UTC." if last else "It holds nowhere."
            raise CommandError("\n".join([*chain.breaks, upto]))
        self.stdout.write(f"The chain of {chain.events} events holds.")
        if last:
            self.stdout.write(f"The last is event {last.pk}, {last.at:%Y-%m-%d %H:%M} UTC, {last.hash}.")

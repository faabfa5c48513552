from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmr.audit import chain_breaks
from cmr.models import AuditEvent


class Command(BaseCommand):
    help = "Verify the audit log: every event follows from the one before it, and none is missing at the end."

    def handle(self, *args: Any, **options: Any) -> None:
        breaks = chain_breaks()
        if breaks:
            raise CommandError("\n".join(breaks))
        self.stdout.write(f"The chain of {AuditEvent.objects.count()} events holds.")

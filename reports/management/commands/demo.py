"""`make demo`: an empty instance becomes the sample period with its filing; an instance with data is left as it is."""

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from cmr.models import ReportingPeriod, Role, User

YEAR = 2020
STATUS_LIST_AS_OF = "2021-04-30"
STAFF = [
    ("legal@meridian.example", Role.LEGAL, "Lena Hart", "the legal team's desk"),
    ("admin@meridian.example", Role.ADMIN, "Ada Moss", "the smelter register in Django admin"),
    ("register@meridian.example", Role.ADMIN, "Rui Sato", "a second administrator, who applies the lists of the first"),
]


class Command(BaseCommand):
    help = "Migrate, load the sample period into an empty database, and build its filing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        sample = settings.BASE_DIR / "sample"
        folder = settings.DATA_DIR / "filings" / str(YEAR)
        registrant = json.loads((sample / "registrant.json").read_text())["name"]
        if ReportingPeriod.objects.exclude(registrant__name=registrant).exists():
            self.stdout.write(f"Using the data in {settings.DATA_DIR}.")
            return
        # Each step changes nothing where it was done before, so that a run cut short is taken up again.
        for email, role, name, _ in STAFF:
            if not User.objects.filter(email=email).exists():
                User.objects.create_user(email, role, name)
        if not (folder / "form-sd.pdf").exists():
            load = [str(sample), "--year", str(YEAR), "--as-of", STATUS_LIST_AS_OF, "--user", STAFF[0][0]]
            call_command("load_period", *load, stdout=self.stdout)
            call_command("build_filing", "--year", str(YEAR), "--out", str(folder), "--draft", stdout=self.stdout)
        self.stdout.write(f"\nThe report: {folder / 'form-sd.pdf'}\n\nWho can sign in, with a code sent by mail:")
        manufacturer = User.objects.filter(role=Role.MANUFACTURER).order_by("email").first()
        people = [(email, door) for email, _, _, door in STAFF]
        if manufacturer:
            people.append((manufacturer.email, "a contract manufacturer's portal"))
        for email, door in people:
            self.stdout.write(f"  {email:<58} {door}")

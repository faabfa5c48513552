"""`make demo`: an empty instance becomes the sample period with its filing; an instance with data is left as it is."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from cmr import storage
from cmr.models import ReportingPeriod, Role, User
from cmr.vocab import METALS
from diligence.models import Entry
from diligence.parties import manufacturer_named
from diligence.services import Evidence, action_close, action_open, entry_record
from reports.models import Determination
from reports.services import determination_decide, facts_now, families_of
from suppliers.services.campaigns import campaign_set

YEAR = 2020
STATUS_LIST_AS_OF = "2021-04-30"
STAFF = [
    ("legal@meridian.example", Role.LEGAL, "Lena Hart", "the legal team's desk"),
    ("admin@meridian.example", Role.ADMIN, "Ada Moss", "the smelter register in Django admin"),
    ("register@meridian.example", Role.ADMIN, "Rui Sato", "a second administrator, who applies the lists of the first"),
    ("counsel@meridian.example", Role.LEGAL, "Noor Haddad", "the legal team too, to sign what Lena Hart built"),
    ("review@meridian.example", Role.REVIEWER, "Rita Lund", "a reviewer: judges what manufacturers send"),
    ("ola.brandt@meridian.example", Role.EXECUTIVE, "Ola Brandt", "an executive: reads all, signs for operations"),
    ("dana.whitfield@meridian.example", Role.EXECUTIVE, "Dana Whitfield", "an executive: signs as officer"),
]

CAMPAIGN = {
    "reply_to": "minerals@meridian.example",
    "executive_name": "Ola Brandt",
    "executive_title": "Chief Operating Officer",
    "executive_email": "ola.brandt@meridian.example",
}


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
            period = ReportingPeriod.objects.get(year=YEAR)
            campaign_set(period, actor=None, **CAMPAIGN)
            log_enter(period, sample / "diligence", User.objects.get(email=STAFF[0][0]))
            tree_decide(period, sample / "decisions.json", User.objects.get(email=STAFF[0][0]))
            call_command("build_filing", "--year", str(YEAR), "--out", str(folder), "--draft", stdout=self.stdout)
        self.stdout.write(f"\nThe report: {folder / 'form-sd.pdf'}\n\nWho can sign in, with a code sent by mail:")
        manufacturer = User.objects.filter(role=Role.MANUFACTURER).order_by("email").first()
        people = [(email, door) for email, _, _, door in STAFF]
        if manufacturer:
            people.append((manufacturer.email, "a contract manufacturer's portal"))
        for email, door in people:
            self.stdout.write(f"  {email:<58} {door}")


@transaction.atomic
def tree_decide(period: ReportingPeriod, told: Path, actor: User) -> None:
    """What is filed for the sample year; an instance in which something is decided keeps its own."""
    if Determination.objects.filter(period=period).exists():
        return
    facts = facts_now(period, timezone.localdate(), date.fromisoformat(STATUS_LIST_AS_OF))
    families, metals = families_of(period), [metal.value for metal in METALS]
    for each in json.loads(told.read_text(encoding="utf-8"))["answers"]:
        determination_decide(
            period,
            facts,
            each["question"],
            each["answer"],
            metals=metals,
            families=families,
            rationale=each["reason"],
            actor=actor,
        )


@transaction.atomic
def log_enter(period: ReportingPeriod, folder: Path, actor: User) -> None:
    """The due diligence of the sample year, with its evidence; an instance that has a log keeps its own."""
    if Entry.objects.filter(period=period).exists():
        return
    told = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    for given in told["entries"]:
        evidence = Evidence(url=given.get("address", ""))
        if name := given.get("file"):
            evidence = Evidence(storage.store([(folder / name).read_bytes()]).sha256, name)
        party = given.get("manufacturer")
        entry_record(
            period,
            given["kind"],
            day=date.fromisoformat(given["day"]),
            told=given["told"],
            evidence=evidence,
            request=manufacturer_named(period, party) if party else None,
            actor=actor,
        )
    for given in told["actions"]:
        party, due = manufacturer_named(period, given["manufacturer"]), date.fromisoformat(given["due"])
        action = action_open(period, what=given["what"], owner=actor, due_date=due, request=party, actor=actor)
        if outcome := given.get("outcome"):
            action_close(action, state="done", outcome=outcome, actor=actor)

"""manage.py load_period: take over a year that the team kept in a folder."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmr import storage
from cmr.access import COLLECTORS
from cmr.models import AuditEvent, User
from suppliers.folder import BadFolder, Folder, read_folder
from suppliers.models import Request
from suppliers.services import takeover
from suppliers.services.takeover import FileResult


class Command(BaseCommand):
    help = "Load a folder with registrant.json, suppliers.csv, status_list.csv and cmrt/*.xlsx; twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--year", type=int, required=True, help="the calendar year that is reported")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the status list, YYYY-MM-DD")
        parser.add_argument("--review", action="store_true", help="leave the files to the reviewers")
        parser.add_argument("--user", help="e-mail address of the person who runs this and accepts the files")

    def handle(self, *args: Any, folder: Path, year: int, review: bool, **options: Any) -> None:
        actor = _person(options["user"])
        before = AuditEvent.objects.count()
        try:
            found = read_folder(folder.resolve())
            results, problems = self._load(found, year, options["as_of"], review, actor)
        except BadFolder as error:
            raise CommandError(str(error)) from None
        self._table(results)
        if AuditEvent.objects.count() == before:
            self.stdout.write("nothing changed")
        unread = [f"{result.file} ({result.supplier}): {result.sentence}" for result in results if result.sentence]
        if unread or problems:
            raise CommandError("\n".join([*problems, *unread]))

    def _load(
        self, folder: Folder, year: int, as_of: date | None, review: bool, actor: User | None
    ) -> tuple[list[FileResult], list[str]]:
        today = date.today()
        period = takeover.period_take_over(folder, year, as_of, actor=actor)
        if not folder.lists:
            self._warn("There is no status_list.csv: without a list every facility counts as not listed.")
        for file in folder.lists:
            self._warn(takeover.list_take_over(file, as_of, today=today, actor=actor))
        taken = [(asked, takeover.supplier_take_over(asked, period, actor=actor)) for asked in folder.asked]
        requests = {asked.name: request for asked, request in taken if request}
        files = [(request, asked.file) for asked, request in taken if request and asked.file]
        left_out = [asked for asked, request in taken if asked.file and not request]
        problems = [*folder.problems]
        problems += [f"{asked.name} is left out of {year}, so its file was not taken." for asked in left_out]
        for path, place in takeover.strays_placed(folder, requests, today):
            if isinstance(place, Request):
                files.append((place, path))
            else:
                problems.append(f"{path.name} {place}")
        results = []
        for request, path in files:
            try:
                results.append(takeover.file_take_over(request, path, review=review, actor=actor))
            except storage.TooLarge:
                problems.append(f"{path.name} is larger than 15 MB; no CMRT is. Ask for the workbook alone.")
        return results, problems

    def _table(self, results: list[FileResult]) -> None:
        width = max((len(result.supplier) for result in results), default=0)
        for result in results:
            findings = result.findings or {}
            counts = ", ".join(f"{findings.get(key, 0)} {key}" for key in ("block", "warn", "info"))
            line = f"{result.rows:5} rows  {result.facilities:5} facilities  {counts}"
            self.stdout.write(
                f"{result.supplier:{width}}  {result.state:16}  {'' if result.sentence else line}".rstrip()
            )

    def _warn(self, sentence: str) -> None:
        if sentence:
            self.stderr.write(self.style.WARNING(sentence))


def _person(email: str | None) -> User | None:
    if not email:
        return None
    person = User.objects.filter(email=email.strip().lower(), role__in=COLLECTORS).first()
    if person is None:
        raise CommandError(f"{email} is nobody of the team; give the address of somebody of the legal team.")
    return person

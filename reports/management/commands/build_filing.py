"""manage.py build_filing: facts, findings and documents of a year into a folder."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cmr.models import ReportingPeriod
from reports.out.export import facts_out, findings_out, pretty
from reports.render.pdf import RenderFailed
from reports.services import Built, filing_build


class Command(BaseCommand):
    help = (
        "Write form-sd.pdf, sd.htm, ex101.htm, facts.json and findings.json; exit 1 when a finding blocks the filing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the calendar year that is reported")
        parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day on which statuses are read, YYYY-MM-DD")
        parser.add_argument(
            "--draft", action="store_true", help="build in spite of blocking findings, marked as a draft"
        )

    def handle(self, *args: Any, year: int, out: Path, as_of: date | None, draft: bool, **options: Any) -> None:
        period = ReportingPeriod.objects.filter(year=year).first()
        if period is None:
            raise CommandError(f"There is no period for {year}; load one with load_period.")
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{out} cannot be used as a folder: {error.strerror}.") from None
        try:
            built = filing_build(period, actor=None, today=date.today(), as_of=as_of, draft=draft)
        except RenderFailed as error:
            raise CommandError(f"The PDF could not be made: {error}") from None
        findings = findings_out(built.findings)
        (out / "facts.json").write_bytes(pretty(facts_out(built.facts)))
        (out / "findings.json").write_bytes(pretty(findings))
        for finding in findings:
            self.stderr.write(f"{finding['severity']:5} {finding['code']:4} {finding['place']}: {finding['message']}")
        if built.blocking and not draft:
            # Documents of an earlier build must not lie beside findings that condemn this one.
            for name in built.documents:
                (out / name).unlink(missing_ok=True)
            raise CommandError(f"{_counted(len(built.blocking))} the filing; with --draft it is built all the same.")
        for name, data in built.documents.items():
            (out / name).write_bytes(data)
        self.stdout.write(self._summary(built, out))

    def _summary(self, built: Built, out: Path) -> str:
        facts = built.facts
        status = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in facts.by_status.items())
        return (
            f"{facts.total} facilities ({status}); {facts.responded} of {facts.surveyed} manufacturers answered; "
            f"due {facts.due_date.isoformat()}\n{out / 'form-sd.pdf'}"
        )


def _counted(blocking: int) -> str:
    return "1 finding blocks" if blocking == 1 else f"{blocking} findings block"

"""A command that writes a page of docs/ from the code, so that the reference cannot fall behind it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class ReferenceCommand(BaseCommand):
    """Write `page` (a name in docs/) with what `reference` says; with --check, fail when it says something else."""

    page = ""

    def reference(self) -> str:
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = settings.BASE_DIR / "docs" / self.page, self.reference()
        if not options["check"]:
            path.write_text(text)
        elif path.read_text() != text:
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"docs/{self.page} is out of date: run manage.py {command}.")

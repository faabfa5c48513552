from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from cmr import audit
from cmr.models import Role, User


class Command(BaseCommand):
    help = "Add a person who can sign in with a code sent by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} can sign in already.")
        person = User.objects.create_user(email, options["role"], options["name"])
        audit.record("person.added", None, person, after={"role": person.role}, reason="added on the command line")
        self.stdout.write(f"{person.email} can sign in now ({person.get_role_display()}).")

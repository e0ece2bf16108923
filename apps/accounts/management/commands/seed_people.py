import argparse
import json
import textwrap
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter

from apps.accounts.rules.development import PERSONAS
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.development import SeededPerson, seed_people


class KeepLines(argparse.RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """Prints the help text as it is written."""


class Command(BaseCommand):
    help = textwrap.dedent(
        """\
        Makes one user of each role and a second customer, for development: owner@vitrine.example and so on, each
        with a known password and an API token named "seed".

        Running it again finds the same people. A token is shown when it is made and never again: --json revokes the
        token named "seed" of each person, makes a new one and prints everything for a program to read:

            manage.py seed_people --json --role owner | jq -r '.[0].token'

        New tokens may do all that their person may; --scopes orders:read customers:read makes narrower ones.
        --role makes or renews one person only; the tokens of everybody else stay good.

        The two customers see orders once a customer record is linked to them: `manage.py seed_orders` does that.
        Ends with 0, or with 2 outside of development (DEBUG off), where nothing is changed.
        """
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=KeepLines, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="new tokens, printed as JSON with the credentials")
        parser.add_argument(
            "--role",
            choices=sorted({persona.role for persona in PERSONAS}),
            metavar="ROLE",
            help="only the (first) person of this role",
        )
        parser.add_argument("--if-missing", action="store_true", help="leave people who exist as they are")
        parser.add_argument(
            "--scopes",
            nargs="+",
            choices=SCOPES,
            default=SCOPES,
            metavar="SCOPE",
            help=f"what new tokens are for, all of it without this option: {', '.join(SCOPES)}",
        )

    def handle(self, *, json: bool, if_missing: bool, role: str | None, scopes: list[str], **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("seed_people works in development only (DEBUG is off).", returncode=2)
        people = seed_people(rotate_tokens=json, only_missing=if_missing, role=role, scopes=scopes)
        if people or json:
            self.stdout.write(as_json(people) if json else as_table(people))


def as_json(people: list[SeededPerson]) -> str:
    """The people as a JSON list of role, email, password and token."""
    return json.dumps(
        [
            {
                "role": person.persona.role,
                "email": person.persona.email,
                "password": person.persona.password,
                "token": person.token,
            }
            for person in people
        ],
        indent=2,
    )


def as_table(people: list[SeededPerson]) -> str:
    """The people as lines of e-mail, password and token."""
    return "\n".join(
        f"{person.persona.email:<30} {person.persona.password:<24} {person.token or '(token shown before)'}"
        for person in people
    )

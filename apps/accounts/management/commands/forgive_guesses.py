from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.services.guesses import digest_of, forgive_guesses


class Command(BaseCommand):
    help = (
        "Lets somebody who has guessed too often try again at once; the audit trail keeps why. --dry-run changes "
        "nothing and prints what the log calls the account. Ends with 1 when nobody has this address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--reason", default="", help="for the audit trail; needed without --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="only print the account's name in the log")

    def handle(self, *, email: str, reason: str, dry_run: bool, **options: Any) -> None:
        user = User.objects.with_email(email).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        if not dry_run:
            if not reason:
                raise CommandError("Say why, with --reason.")
            forgive_guesses(user=user, by=None, reason=reason)
        self.stdout.write(f"{digest_of(email=user.email)}{'' if dry_run else ': may try again'}")

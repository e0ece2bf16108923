"""`manage.py prepare`: several commands in one process."""

import time
from argparse import REMAINDER
from itertools import groupby
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

SEPARATOR = ","


class Command(BaseCommand):
    help = (
        "Run several commands one after another in one process, and print how long each took: "
        "`manage.py prepare migrate --no-input , seed_people`. The first that fails ends it. `make run` prepares the "
        "database with it, because starting Django once for each command would take longer than the commands."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("commands", nargs=REMAINDER, help="commands with their options, separated by a comma")

    def handle(self, *args: Any, **options: Any) -> None:
        commands = [list(words) for is_end, words in groupby(options["commands"], SEPARATOR.__eq__) if not is_end]
        if not commands:
            raise CommandError("Name at least one command.")
        for name, *arguments in commands:
            begun = time.monotonic()
            try:
                call_command(name, *arguments, stdout=self.stdout, stderr=self.stderr)
            except CommandError as error:
                raise CommandError(f"{name}: {error}", returncode=error.returncode) from error
            self.stdout.write(f"{name} done in {time.monotonic() - begun:.1f} s")

"""`manage.py up`: what `make run` does."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.supervisor import run
from apps.core.supervisor.errors import CannotRun
from apps.core.supervisor.home import Home


class Command(BaseCommand):
    help = (
        "Start databases, migrations, demo data and all roles of the shop on this machine; print one URL; stay until "
        "Ctrl-C or SIGTERM, then stop everything that was started and exit with 0. Exit code 1, with the reason, when "
        "something could not start or a role ended by itself. DATABASE_URL, REDIS_URL and CACHE_URL, when set, replace "
        "the servers that would be started. LOG=web,worker prints these roles only; var/log/<role>.jsonl holds "
        "everything. Changed code is reloaded. `manage.py stop` ends it from another terminal."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help="port of the web server (default: the last one, at first 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = run.up(Home.of_this_code(), web_port=options["port"])
        except CannotRun as problem:
            raise CommandError(str(problem)) from problem
        sys.exit(code)

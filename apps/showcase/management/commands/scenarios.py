from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.showcase.registry import scenarios
from apps.showcase.web.document import document


class Command(BaseCommand):
    help = "List the forty scenarios; --write makes docs/scenarios.md from them, --check says whether it is up to date."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/scenarios.md")
        parser.add_argument("--check", action="store_true", help="fail when docs/scenarios.md is not up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = settings.BASE_DIR / "docs" / "scenarios.md"
        if options["write"]:
            path.write_text(document())
            self.stdout.write(f"{path} written.")
        elif options["check"]:
            if not path.is_file() or path.read_text() != document():
                raise CommandError("docs/scenarios.md is not up to date; run manage.py scenarios --write")
            self.stdout.write("docs/scenarios.md is up to date.")
        else:
            for scenario in scenarios():
                state = "live   " if scenario.live else "planned"
                self.stdout.write(f"{scenario.number:>2}  {state}  {scenario.title}")

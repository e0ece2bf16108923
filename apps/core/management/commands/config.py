import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = (
        "Every option of the shop with its type, where its value comes from, and the value without secrets. "
        "A configuration that cannot be used ends this command as it ends every start: "
        "all problems at once, exit code 2."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON list for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps([option.as_json() for option in settings.CONFIGURATION], indent=1))
            return
        rows = [(o.name, o.kind, o.source, o.shown or "(not set)") for o in settings.CONFIGURATION]
        name, kind, source = (max(len(row[column]) for row in rows) for column in range(3))
        for row in rows:
            self.stdout.write(f"{row[0]:<{name}}  {row[1]:<{kind}}  {row[2]:<{source}}  {row[3]}")

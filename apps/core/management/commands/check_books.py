import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.invariants import ask


class Command(BaseCommand):
    help = (
        "Runs every app's invariants: SQL that must find nothing. Prints one line for each and the first rows that "
        "break one; ends with 1 when there is any, else with 0."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for verdict in ask():
            mark = self.style.ERROR("BROKEN") if verdict.broken else self.style.SUCCESS("ok    ")
            self.stdout.write(f"{mark}  {verdict.app:<14} {verdict.invariant.number:<12} {verdict.invariant.rule}")
            for row in verdict.broken:
                self.stdout.write(f"          {row}")
            broken += bool(verdict.broken)
        if broken:
            self.stderr.write(f"{broken} broken.")
            sys.exit(1)

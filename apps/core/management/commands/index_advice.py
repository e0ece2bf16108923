import json
import sys
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from apps.core.observability.indexes.advice import Kind
from apps.core.observability.indexes.report import Report, advise

WINS = (Kind.REDUNDANT, Kind.UNUSED)


class Command(BaseCommand):
    help = (
        "Which indexes the shop's tables lack and which they do not need: foreign keys that no index begins with, "
        "filters of frequent statements that read a big table to its end (by pg_stat_statements and the planner), "
        "indexes that another one serves, and indexes that nobody has read for long. Each with its reason, what to "
        "write, what it costs or wins, and the page that explains it. Nothing is changed. Ends with 1 when there is "
        "advice, else with 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="an index nobody read so long is unused (30; 0: ever)")
        parser.add_argument("--calls", type=int, default=100, help="a filter is frequent from so many statements (100)")
        parser.add_argument("--least-rows", type=int, default=10_000, help="leave smaller tables alone (10000)")
        parser.add_argument("--json", action="store_true", help="one JSON object for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        report = advise(days=options["days"], calls=options["calls"], least_rows=options["least_rows"])
        if options["json"]:
            advice = [one.as_json() for one in report.advice]
            self.stdout.write(json.dumps({"advice": advice, "notes": report.notes}, indent=1))
        else:
            self._tell(report)
        if report.advice:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        for kind, advice in groupby(report.advice, key=lambda one: one.kind):
            self.stdout.write(self.style.MIGRATE_HEADING(kind.capitalize()))
            for one in advice:
                size = filesizeformat(one.size)
                self.stdout.write(f"  {one.what} {one.reason}")
                self.stdout.write(f"      {one.write}")
                cost = f"wins {size}" if kind in WINS else f"costs about {size}, and an entry for each row written"
                self.stdout.write(f"      {cost}" + (f" · {one.page}" if one.page else ""))
        if not report.advice:
            self.stdout.write(self.style.SUCCESS("No advice: every foreign key is served, no index is too much."))
        for note in report.notes:
            self.stdout.write(note)

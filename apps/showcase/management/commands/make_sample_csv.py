import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.showcase.demo.sample import FAULTS, write_sample


class Command(BaseCommand):
    requires_system_checks = []

    help = (
        "Write a CSV file of order lines in the shape of UCI Online Retail II, with its traps: invoices that come"
        " twice, interrupted invoices, genuine equal rows, write-offs, credit notes, codes in mixed case. It imports"
        " without a rejected row unless --bad is given. Next: manage.py import_orders FILE"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=10_000, help="good rows to write (default 10,000)")
        parser.add_argument("--output", help="file to write, .csv or .csv.gz (default var/sample_<lines>.csv)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same file (default 1)")
        parser.add_argument("--bad", type=int, default=0, help=f"add bad rows, in turn: {', '.join(FAULTS)}")
        parser.add_argument("--json", action="store_true", help="print what the import must find, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["output"] or settings.BASE_DIR / "var" / f"sample_{options['lines']}.csv")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            sample = write_sample(path, lines=options["lines"], seed=options["seed"], bad=options["bad"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        expected = sample.expected()
        if options["json"]:
            self.stdout.write(json.dumps(expected, indent=2))
            return
        self.stdout.write(
            f"{path}: {sample.rows:,} rows.\n"
            f"An import stores {sample.lines_stored:,} lines in {expected['orders_created']:,} orders,"
            f" reports {sample.rows_repeated:,} rows of {sample.invoices_repeated:,} invoices as repeated"
            f" and rejects {expected['rows_rejected']}. Net total {sample.net_total:,.3f}."
        )
        for kind, count in sample.bad.items():
            self.stdout.write(f"  {count} × {kind}")

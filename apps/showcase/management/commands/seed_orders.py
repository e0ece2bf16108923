import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.orders.models import Order
from apps.showcase.demo.seeding import import_faulty_file, refresh_statistics, seed_orders


class Command(BaseCommand):
    help = (
        "Fill the shop with plausible orders of the last year and a half, also the ugly ones: overpaid, half refunded,"
        " cancelled after payment, failed payments, an import with rejected rows. Everything is written or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=20_000, help="order lines to write (default 20,000)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the shop has orders already")
        parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = options["lines"]
        if lines < 1:
            raise CommandError("--lines must be at least 1.")
        if options["if_empty"] and Order.objects.exists():
            self.stdout.write("The shop has orders already; nothing was written.")
            return
        started = time.monotonic()
        seeded = seed_orders(lines=lines, seed=options["seed"], progress=self.bar(lines))
        report = import_faulty_file()
        refresh_statistics()
        self.stdout.write(
            f"{seeded.lines:,} lines in {seeded.orders:,} orders, {seeded.payments:,} payments,"
            f" {seeded.refunds:,} refunds, {seeded.customers:,} new customers, {seeded.products:,} new products"
            f"{', an import with rejected rows' if report else ''}"
            f" in {time.monotonic() - started:.1f} s."
        )

    def bar(self, lines: int) -> Callable[[int], None]:
        """Progress on the terminal, nothing in a log."""
        terminal = self.stderr.isatty()

        def show(done: int) -> None:
            if terminal:
                width = 40 * done // lines
                end = "\n" if done >= lines else ""
                self.stderr.write(f"\r{'█' * width}{'·' * (40 - width)} {done:,} of {lines:,} lines", ending=end)

        return show

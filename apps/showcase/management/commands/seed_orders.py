import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.orders.models import Order
from apps.showcase.demo.seeding import import_faulty_file, refresh_statistics, seed_orders, stock_up

DEMO_NUMBER = r"^V\d{7}$"


class Command(BaseCommand):
    help = (
        "Fill the shop with plausible orders of the last year and a half, also the ugly ones: overpaid, half refunded,"
        " cancelled after payment, failed payments, an import with rejected rows."
        " The orders are written all or not at all; the import follows as a job of its own,"
        " and --if-empty makes up for one that was interrupted. Development only: ends with 2 when DEBUG is off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lines", type=int, default=20_000, help="order lines to write (default 20,000)")
        parser.add_argument("--if-empty", action="store_true", help="write no orders when the shop has some already")
        parser.add_argument("--seed", type=int, default=1, help="the same seed tells the same story (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("seed_orders works in development only (DEBUG is off).", returncode=2)
        lines = options["lines"]
        if lines < 1:
            raise CommandError("--lines must be at least 1.")
        if options["if_empty"] and Order.objects.exists():
            # Only beside demonstration orders: a shop that somebody filled otherwise stays as it is.
            late = self.make_up() if Order.objects.filter(number__regex=DEMO_NUMBER).exists() else []
            missing = f"added what was missing: {', '.join(late)}" if late else "nothing was written"
            self.stdout.write(f"The shop has orders already; {missing}.")
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

    def make_up(self) -> list[str]:
        """Add what a former run was kept from, or did not know yet."""
        parts = {"the import with rejected rows": import_faulty_file, "prices and stock": stock_up}
        return [name for name, add in parts.items() if add()]

    def bar(self, lines: int) -> Callable[[int], None]:
        """Progress on the terminal, nothing in a log."""
        terminal = self.stderr.isatty()

        def show(done: int) -> None:
            if terminal:
                width = 40 * done // lines
                end = "\n" if done >= lines else ""
                self.stderr.write(f"\r{'█' * width}{'·' * (40 - width)} {done:,} of {lines:,} lines", ending=end)

        return show

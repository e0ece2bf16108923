"""A small order file as a market stall might send it: most of it good, some rows not, one invoice twice."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from apps.showcase.demo.goods import Goods
from apps.showcase.demo.sample import FAULTS
from apps.showcase.demo.sample_rows import HEADER, Row

NAME = "spring_fair_orders.csv"
FIRST_INVOICE, FIRST_CUSTOMER = 990001, 99001
INVOICES = 14


def write_faulty_file(path: Path, *, goods: list[Goods], now: datetime) -> None:
    """Fourteen invoices of the day before `now`, one row of each fault among them, the last invoice twice."""
    random = Random("spring fair")
    invoices = [stall_rows(number, goods, now, random) for number in range(INVOICES)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        faults = list(FAULTS.values())
        for number, rows in enumerate(invoices):
            writer.writerows(rows)
            if number and number <= len(faults):
                writer.writerow(faults[number - 1](rows[0]))
        # The second copy goes back in time, as when an export overlaps the one before.
        writer.writerows([*reversed(invoices[-2]), *invoices[-1]])


def stall_rows(number: int, goods: list[Goods], now: datetime, random: Random) -> list[Row]:
    at = now - timedelta(days=1) + timedelta(minutes=7 * number)
    picked = random.sample(goods, random.randrange(2, 6))
    return [
        (
            str(FIRST_INVOICE + number),
            item.sku.lower() if random.random() < 0.2 else item.sku,
            item.name,
            str(random.choice((1, 2, 3, 6))),
            at.strftime("%Y-%m-%d %H:%M:00"),
            f"{item.price / 1000}",
            f"{FIRST_CUSTOMER + number % 5}.0",
            "United Kingdom",
        )
        for item in picked
    ]

"""A process that inserts three orders of a country for each line it reads: newer than all, older than all, in between.

    python -m proofs.order_writer COUNTRY SEED      (DATABASE_URL says where)

It commits each one by itself, and answers with a line when the three are there.
"""

import os
import random
import sys
from datetime import datetime, timedelta

import psycopg

INSERT = """
INSERT INTO orders_order (number, kind, status, country, currency, total, line_count, placed_at,
    created_at, source_digest)
VALUES (%s, 'sale', 'placed', %s, 'GBP', 1, 0, %s, now(), '')
"""


def write(country: str, seed: int) -> None:
    chance = random.Random(seed)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as shop:
        rows = shop.execute("SELECT placed_at FROM orders_order WHERE country = %s", [country]).fetchall()
        known: list[datetime] = sorted(placed_at for (placed_at,) in rows)
        for count, _ in enumerate(sys.stdin, 1):
            newest, oldest = known[-1] + timedelta(seconds=count), known[0] - timedelta(seconds=count)
            for place, placed_at in enumerate((newest, chance.choice(known), oldest)):
                shop.execute(INSERT, [f"NEW{seed}-{count}-{place}", country, placed_at])
            sys.stdout.write(f"{count}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))

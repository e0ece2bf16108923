"""A client reads every order of a country, page by page, while another process inserts orders during each page.

By cursors each order that was there at the start comes exactly once. By numbers of pages, the guard taken away, rows
that come in above push others onto the next page, and they are seen twice.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from apps.showcase.lab.database import url_of
from proofs.order_client import orders_by_number_of_page, orders_of
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import server, token_for

COUNTRY = "FR"
ORDERS = 50_000
PAGES = 25
FILL = """
INSERT INTO orders_order (number, kind, status, country, currency, total, line_count, placed_at,
    created_at, source_digest)
SELECT 'P' || n, 'sale', 'completed', (ARRAY['GB', 'GB', 'FR', 'DE'])[1 + n %% 4], 'GBP', n %% 100, 0,
    timestamptz '2011-01-01 00:00Z' + (n / 6) * interval '1 minute', now(), ''
FROM generate_series(1, %s) AS n
"""


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, over a real server."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_order CASCADE")
    fill(int(ORDERS * trial.scale))
    token = token_for("auditor")
    with server() as address:
        return walk(address, token, trial)


def fill(orders: int) -> None:
    """So many orders, a quarter of them French, many of them of the same minute."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [orders])
        cursor.execute("ANALYZE orders_order")


def walk(address: str, token: str, trial: Trial) -> Outcome:
    """Read all orders of the country from the server at this address, which works on this process's database."""
    before = there_now()
    read = orders_of if trial.guard else orders_by_number_of_page
    name = "number" if trial.guard else "order_no"
    seen: Counter[str] = Counter()
    pages = 0
    with writing(trial.seed) as writer:
        begin_to_insert(writer)
        for rows in read(address, token, COUNTRY, limit=max(10, min(200, len(before) // PAGES))):
            seen.update(row[name] for row in rows)
            pages += 1
            wait_until_inserted(writer)
            begin_to_insert(writer)
        wait_until_inserted(writer)
    came = there_now() - before
    got = {
        "orders_at_start": len(before),
        "pages": pages,
        "orders_that_came_meanwhile": len(came),
        "of_these_seen": len(came & set(seen)),
        "doubled": sum(times > 1 for times in seen.values()),
        "missed": len(before - set(seen)),
    }
    return Outcome(got, passed=bool(came) and got["doubled"] == got["missed"] == 0)


def there_now() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM orders_order WHERE country = %s", [COUNTRY])
        return {number for (number,) in cursor.fetchall()}


@contextmanager
def writing(seed: int) -> Iterator["subprocess.Popen[str]"]:
    """Another process that inserts orders when it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-m", "proofs.order_writer", COUNTRY, str(seed)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url_of(str(connection.settings_dict["NAME"]))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process


def begin_to_insert(writer: Any) -> None:
    """Let the writer insert its next orders; they come in while the client reads on."""
    writer.stdin.write("\n")
    writer.stdin.flush()


def wait_until_inserted(writer: Any) -> None:
    if not writer.stdout.readline():
        raise RuntimeError("The writer has died.")


PROOF = Proof(
    "cursor-walk",
    "every order that was there at the start is read exactly once while others are inserted: 0 doubled, 0 missed",
    prove,
)

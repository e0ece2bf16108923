"""What a way needs and must not have, for as long as it runs. All of it happens in one transaction that is rolled back.

A process that is killed therefore leaves no index, no row and no lock.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.pairs import Made, Pair, Way, needs_of

ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtext('showcase.lab'))"
OF_A_CONSTRAINT = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE conindid = to_regclass(%s) AND contype IN ('p', 'u', 'x')
"""


class LabBusy(Exception):
    """Another run works in the same database."""


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction, or a part of one, of which nothing is kept."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def lab_turn() -> Iterator[None]:
    """The one transaction of a run in a lab's database. Raises LabBusy, or NotTheLab anywhere else."""
    refuse_outside_the_lab()
    with rolled_back():
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME)
            if not cursor.fetchone()[0]:
                raise LabBusy("Another run measures in this database; wait for its end.")
        yield


def make_all(pair: Pair) -> dict[str, dict[str, Any]]:
    """Make what any of the ways needs; what each took, by name."""
    made = {one.name: one for one in needs_of(pair)}
    return {name: make(one) for name, one in made.items()}


def make(one: Made) -> dict[str, Any]:
    """Make it; its statement, how long that took and how big it is."""
    statement = one.create()
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(statement)
        seconds = time.perf_counter() - started
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [connection.ops.quote_name(one.name)])
        (occupied,) = cursor.fetchone()
        # An index on an expression has statistics of its own, without which the planner guesses.
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table_of(one) or one.name)}")
    return {
        "name": one.name,
        "kind": one.kind.lower(),
        "table": table_of(one),
        "statement": statement,
        "seconds": round(seconds, 4),
        "bytes": occupied,
    }


def table_of(one: Made) -> str:
    return one.model._meta.db_table if one.model else ""


@contextmanager
def as_it_wants(way: Way, made: Iterable[Made]) -> Iterator[None]:
    """Inside the block there is what the way needs, and neither what others need nor what it does without."""
    with rolled_back():
        with connection.cursor() as cursor:
            kept = {needed.name for needed in way.needs}
            for one in {one.name: one for one in made if one.name not in kept}.values():
                cursor.execute(one.drop)
            for name in way.without:
                cursor.execute(dropping(name))
        yield


def dropping(name: str) -> str:
    """The statement that puts an index of the shop away, or the constraint that it belongs to."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(OF_A_CONSTRAINT, [quote(name)])
        found = cursor.fetchone()
    if found:
        table, constraint = found
        return f"ALTER TABLE {table} DROP CONSTRAINT {quote(constraint)} CASCADE"
    return f"DROP INDEX {quote(name)}"

"""What the planner says of a request's queries on big tables, without running any of them again."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from apps.core.backoffice.pages import COUNT_LIMIT
from apps.showcase.lab.plans import Plan, read_plan
from apps.showcase.toolbar.groups import Group, Query

EXPLAINED = 10
SECONDS = 0.2
BIG = b"""
SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > %s AND pg_table_is_visible(oid)
"""
CAREFULLY = b"SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', '100', true)"


@contextmanager
def planning() -> Iterator["Planner"]:
    """One who asks the shop's database for plans, in a transaction that only reads and is rolled back.

    It speaks to the server past Django's connection, so that nothing counts its questions among the request's own.
    """
    connection.ensure_connection()
    server: psycopg.Connection[tuple[Any, ...]] = connection.connection
    with server.transaction(force_rollback=True):
        server.execute(CAREFULLY)
        yield Planner(server)


@dataclass(frozen=True)
class Planner:
    """Asks for plans, and for what the planner knows."""

    connection: psycopg.Connection[tuple[Any, ...]]

    def big_tables(self) -> dict[str, int]:
        """Tables with more than COUNT_LIMIT rows, and how many, as the planner believes."""
        return dict(self.connection.execute(BIG, [COUNT_LIMIT]).fetchall())

    def plans(self, groups: Sequence[Group]) -> Iterator[tuple[Group, Plan]]:
        """Of each shape the plan of its slowest query: the slowest EXPLAINED shapes, for at most SECONDS.

        Those that the server cannot explain, or needs too long to, are left out.
        """
        until = time.monotonic() + SECONDS
        slowest = sorted(((max(group.queries, key=took), group) for group in groups), key=lambda pair: -took(pair[0]))
        for query, group in slowest[:EXPLAINED]:
            if time.monotonic() < until and (plan := self.plan(query)) is not None:
                yield group, plan

    def plan(self, query: Query) -> Plan | None:
        """None when the server cannot explain it."""
        try:
            with self.connection.transaction():  # a savepoint: what follows can be asked all the same
                told = self.connection.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".encode()).fetchone()
        except psycopg.Error:
            return None
        return read_plan(told[0]) if told else None

    def indexes(self, table: str) -> dict[str, list[str]]:
        """The columns of each index of a table that holds all its rows and no expressions."""
        return dict(self.connection.execute(INDEXES, [table]).fetchall())


INDEXES = b"""
SELECT relname, ARRAY(
    SELECT attname FROM unnest(indkey) WITH ORDINALITY AS key(number, place)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number ORDER BY place
)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = to_regclass(quote_ident(%s)) AND indpred IS NULL AND indexprs IS NULL AND indisvalid
"""


def took(query: Query) -> float:
    return float(query["duration"])

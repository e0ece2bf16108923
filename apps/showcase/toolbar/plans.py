"""What the planner says of a request's queries on big tables, without running any of them again."""

import time
from collections.abc import Iterator, Sequence

import psycopg
from django.db import connections

from apps.core.backoffice.pages import COUNT_LIMIT
from apps.showcase.lab.plans import Plan, read_plan
from apps.showcase.toolbar.groups import Group, Query

EXPLAINED = 10
SECONDS = 0.2
BIG = """
SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > %s AND pg_table_is_visible(oid)
"""
CAREFULLY = "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', '100', true)"


class Planner:
    """Asks one database for plans, in a transaction that only reads and is rolled back.

    It speaks to the server past Django's connection, so that nothing counts its questions among the request's own.
    """

    def __init__(self, alias: str) -> None:
        self.alias = alias
        connections[alias].ensure_connection()
        self.connection: psycopg.Connection[tuple[object, ...]] = connections[alias].connection

    def big_tables(self) -> dict[str, int]:
        """Tables with more than COUNT_LIMIT rows, and how many, as the planner believes."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            return {str(name): int(str(rows)) for name, rows in cursor.execute(BIG.encode(), [COUNT_LIMIT])}

    def plans(self, groups: Sequence[Group]) -> Iterator[tuple[Group, Query, Plan]]:
        """Of each shape the slowest query with its plan: the slowest EXPLAINED shapes, for at most SECONDS."""
        until = time.monotonic() + SECONDS
        slowest = sorted(((max(group.queries, key=took), group) for group in groups), key=lambda pair: -took(pair[0]))
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(CAREFULLY.encode())
            for query, group in slowest[:EXPLAINED]:
                if time.monotonic() > until:
                    return
                if (plan := self.plan(query)) is not None:
                    yield group, query, plan

    def plan(self, query: Query) -> Plan | None:
        """None when the server cannot explain it, or needs too long to."""
        if not query["sql"]:
            return None
        try:
            with self.connection.transaction():
                row = self.connection.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".encode()).fetchone()
        except psycopg.Error:
            return None
        return read_plan(row[0]) if row else None  # type: ignore[arg-type]

    def indexes(self, table: str) -> dict[str, list[str]]:
        """The columns of each index of a table that holds all its rows and no expressions."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            return {str(name): list(map(str, columns)) for name, columns in cursor.execute(INDEXES.encode(), [table])}  # type: ignore[call-overload]


INDEXES = """
SELECT relname, ARRAY(
    SELECT attname FROM unnest(indkey) WITH ORDINALITY AS key(number, place)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number ORDER BY place
)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = to_regclass(quote_ident(%s)) AND indpred IS NULL AND indexprs IS NULL AND indisvalid
"""


def took(query: Query) -> float:
    return float(query["duration"])

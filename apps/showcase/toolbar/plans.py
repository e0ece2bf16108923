"""What the planner says of a request's queries on big tables, without running any of them again."""

import time
from collections.abc import Iterator, Sequence
from typing import Any, Self

import psycopg
from django.db import connections

from apps.core.backoffice.pages import COUNT_LIMIT
from apps.showcase.lab.plans import Plan, read_plan
from apps.showcase.toolbar.groups import Group, Query

EXPLAINED = 10
SECONDS = 0.2
BIG = b"""
SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > %s AND pg_table_is_visible(oid)
"""
CAREFULLY = b"SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', '100', true)"


class Planner:
    """Asks one database for plans, inside `with`: in a transaction that only reads and is rolled back.

    It speaks to the server past Django's connection, so that nothing counts its questions among the request's own.
    """

    def __init__(self, alias: str) -> None:
        self.alias = alias
        connections[alias].ensure_connection()
        self.connection: psycopg.Connection[tuple[Any, ...]] = connections[alias].connection
        self.transaction = self.connection.transaction(force_rollback=True)

    def __enter__(self) -> Self:
        self.transaction.__enter__()
        self.connection.execute(CAREFULLY)
        return self

    def __exit__(self, *raised: object) -> None:
        self.transaction.__exit__(*raised)

    def big_tables(self) -> dict[str, int]:
        """Tables with more than COUNT_LIMIT rows, and how many, as the planner believes."""
        return dict(self.connection.execute(BIG, [COUNT_LIMIT]).fetchall())

    def plans(self, groups: Sequence[Group]) -> Iterator[tuple[Group, Plan]]:
        """Of each shape the plan of its slowest query: the slowest EXPLAINED shapes, for at most SECONDS.

        Ends at the first that the server cannot explain, or needs too long to.
        """
        until = time.monotonic() + SECONDS
        slowest = sorted(((max(group.queries, key=took), group) for group in groups), key=lambda pair: -took(pair[0]))
        for query, group in slowest[:EXPLAINED]:
            plan = self.plan(query) if time.monotonic() < until else None
            if plan is None:
                return
            yield group, plan

    def plan(self, query: Query) -> Plan | None:
        """None when the server cannot explain it; nothing more can be asked then."""
        try:
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

"""Statements that read a big table to its end for few rows, by pg_stat_statements and the planner."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

PATIENCE = "SET LOCAL lock_timeout = '1s'"
FREQUENT = """
SELECT query, calls, mean_exec_time
FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
WHERE datname = current_database() AND toplevel AND calls >= %s AND query ~* '^(SELECT|UPDATE|DELETE) '
ORDER BY total_exec_time DESC LIMIT 200
"""
FEW = 0.05  # of a table's rows: for more of them the planner rightly reads the table
LEADER_BUSY = 0.3  # of the leader's time, for each worker that it listens to, as PostgreSQL's get_parallel_divisor
SHOWN = 200  # characters of a statement
# A condition of a plan's filter, as PostgreSQL writes it, on a column itself and with a value from outside.
VALUE = r"(?:\$\d+|'[^']*'|\d+)(?:::[a-z ]+)?"
CONDITION = re.compile(
    rf'^\(?"?([a-z_]+)"?\)?(?:::[a-z ]+)? (=|>=|<=|>|<) (?:ANY \()?\(?{VALUE}\)?(?:::[a-z \[\]]+)?\)?$'
)


@dataclass(frozen=True)
class Scan:
    """A table that a statement reads to its end, and the columns that decide which rows it keeps."""

    statement: str
    calls: int
    milliseconds: float
    table: str
    rows: int
    equal: tuple[str, ...]
    ranged: tuple[str, ...]


def is_counting() -> bool:
    """Whether pg_stat_statements can be read: the extension is in the database and the server has loaded it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_stat_statements LIMIT 1")
    except DatabaseError:
        return False
    return True


def scans(big: Mapping[str, int], *, calls: int) -> Iterator[Scan]:
    """Scans of the tables in `big` (with their rows) by statements that were sent at least `calls` times.

    Silent where it is not sure: about filters that are more than comparisons of columns joined by AND, and statements
    that cannot be planned without their values.
    """
    with connection.cursor() as cursor:
        cursor.execute(FREQUENT, [calls])
        frequent = cursor.fetchall()
    for statement, often, milliseconds in frequent:
        for node, rows in _nodes(_plan(statement)):
            table = node.get("Relation Name", "")
            if node["Node Type"] != "Seq Scan" or table not in big or rows > FEW * big[table]:
                continue
            if columns := read_filter(node.get("Filter", "")):
                yield Scan(statement[:SHOWN], often, milliseconds, table, rows, *columns)


def read_filter(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The columns that are compared for equality and by order; None when the filter says anything else."""
    equal: list[str] = []
    ranged: list[str] = []
    for condition in re.sub(r"^\((.*)\)$", r"\1", text).split(" AND "):
        bare = re.sub(r"^\((.*)\)$", r"\1", condition) if " AND " in text else condition
        found = CONDITION.match(bare)
        if not found:
            return None
        (equal if found[2] == "=" else ranged).append(found[1])
    return tuple(dict.fromkeys(equal)), tuple(dict.fromkeys(ranged))[:1]


def _plan(statement: str) -> dict[str, Any]:
    """The plan for any values; empty when there is none, or the statement is not ours to see."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {statement}")
            (plan,) = cursor.fetchone()
    except DatabaseError:
        return {}
    read: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return read


def _nodes(plan: dict[str, Any], workers: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """Each node with the rows that the planner expects of it, those of all `workers` together."""
    if plan:
        shared = parallel_divisor(workers) if plan.get("Parallel Aware") else 1
        yield plan, round(plan["Plan Rows"] * shared)
    for inner in plan.get("Plans", []):
        yield from _nodes(inner, plan.get("Workers Planned", workers))


def parallel_divisor(workers: int) -> float:
    """By what PostgreSQL divides its estimate of the rows of a node that workers share: them and the leader's part."""
    return workers + max(0.0, 1 - LEADER_BUSY * workers)

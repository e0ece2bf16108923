"""What must be true of the books: SQL that returns no row. Each app lists its own in `invariants.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class Invariant:
    """A rule with a number people can refer to, and the SQL that finds what breaks it, with readable columns."""

    number: str
    rule: str
    sql: str


@dataclass(frozen=True)
class Verdict:
    """What the database said: the first rows that break the rule, as texts `column=value`; none is good."""

    app: str
    invariant: Invariant
    broken: tuple[str, ...]


ROWS_SHOWN = 5

INVARIANTS = (
    Invariant(
        "I12",
        "Every event is sent, and its entries done, within a minute; none is given up.",
        """
        SELECT event.id AS event, event.name, entry.handler, entry.attempts, entry.cause
        FROM core_outboxevent event LEFT JOIN core_inboxentry entry ON entry.event_id = event.id
        WHERE event.sent_at IS NULL AND event.occurred_at < now() - interval '60 seconds'
           OR entry.done_at IS NULL AND entry.id IS NOT NULL AND event.occurred_at < now() - interval '60 seconds'
        """,
    ),
    Invariant(
        "jobs-alive",
        "A running job has a lease that has not lapsed for more than a minute; one that has ended says when.",
        """
        SELECT id, kind, state, lease_until, finished_at FROM core_job
        WHERE state = 'running' AND lease_until < now() - interval '60 seconds'
           OR (finished_at IS NULL) = (state IN ('succeeded', 'failed', 'cancelled', 'interrupted'))
        """,
    ),
    Invariant(
        "I18",
        "Nobody holds a transaction open and idle for more than 10 s, or waits more than 5 s for a lock.",
        """
        SELECT pid, application_name, state, wait_event_type FROM pg_stat_activity
        WHERE datname = current_database() AND (
            state = 'idle in transaction' AND state_change < now() - interval '10 seconds'
            OR wait_event_type = 'Lock' AND state_change < now() - interval '5 seconds')
        """,
    ),
    Invariant(
        "I20",
        "Every foreign key and check constraint is validated.",
        "SELECT conrelid::regclass AS table, conname FROM pg_constraint WHERE NOT convalidated",
    ),
)


def ask() -> Iterator[Verdict]:
    """Check every app's invariants, one after the other."""
    for app in reversed(settings.SHOP_APPS):
        if find_spec(f"{app}.invariants") is None:
            continue
        for invariant in import_module(f"{app}.invariants").INVARIANTS:
            yield Verdict(apps.get_app_config(app.rpartition(".")[2]).label, invariant, _broken(invariant.sql))


def _broken(sql: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        columns = [column.name for column in cursor.description]
        rows: list[tuple[Any, ...]] = cursor.fetchmany(ROWS_SHOWN)
    return tuple(", ".join(f"{name}={value}" for name, value in zip(columns, row, strict=True)) for row in rows)

"""Waiting for what another thread or process does, with an end."""

import time
from collections.abc import Callable

from django.db import connection


def eventually(condition: Callable[[], object], *, seconds: float = 10) -> None:
    """Ask again and again until the condition holds; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        time.sleep(0.01)


def waiting_for_a_row() -> bool:
    """Whether somebody in this database waits for a row. Inside a transaction `pg_stat_activity` would not tell."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT EXISTS (
                SELECT FROM pg_locks AS wanted JOIN pg_locks AS held USING (pid)
                JOIN pg_database ON pg_database.oid = held.database AND datname = current_database()
                WHERE wanted.locktype = 'transactionid' AND NOT wanted.granted
            )
            """
        )
        return bool(cursor.fetchone()[0])

"""What the database writes into its log about the statements of one session."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

KEPT = 3
LONGEST = 4000


@contextmanager
def server_log() -> Iterator[list[str]]:
    """The messages that the server logs about this session while the block runs, inside a transaction.

    `client_min_messages = log` has them sent to the session as well, so nobody needs to read the server's files. Which
    statements are slow enough is the server's setting: `auto_explain.log_min_duration`, or
    `log_min_duration_statement`. The first few are kept, each up to a length.
    """
    said: list[str] = []

    def hear(message: Any) -> None:
        if message.severity_nonlocalized == "LOG" and len(said) < KEPT:
            said.append(message.message_primary[:LONGEST])

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL client_min_messages = log")
    connection.connection.add_notice_handler(hear)
    try:
        yield said
    finally:
        connection.connection.remove_notice_handler(hear)

"""One import at a time: the others wait in line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

from apps.core.jobs import RunningJob
from apps.orders.services.importing.steps import WAITING

LOCK = 0x76697472  # any number that nobody else takes
POLL_SECONDS = 0.25


@contextmanager
def import_turn(run: RunningJob) -> Iterator[None]:
    """Wait until no other import runs, then keep others out. Asked for its end meanwhile, it raises JobCancelled.

    The lock belongs to the session, so it goes with the process, however that ends.
    """
    while not _asked("pg_try_advisory_lock"):
        run.progress(note=WAITING.capitalize())
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        with suppress(Error):  # the connection is gone, and the lock with it
            _asked("pg_advisory_unlock")


def _asked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
        return bool(cursor.fetchone()[0])

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

LOCK_TIMEOUT = "2s"
RETRIES = 5
PAUSE_SECONDS = 1.0


class Command(Migrate):
    help = (
        f"{Migrate.help} Waits {LOCK_TIMEOUT} for the lock of a table, because everybody else waits in line behind "
        f"it, and tries again up to {RETRIES} times; what was applied before stays applied."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for left in range(RETRIES, -1, -1):
            try:
                with short_lock_timeout(options["database"]):
                    super().handle(*args, **options)
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, LockNotAvailable):
                    raise
                self.stderr.write(f"A table is in use; {left} more tries.")
                time.sleep(PAUSE_SECONDS)
            else:
                return


@contextmanager
def short_lock_timeout(alias: str) -> Iterator[None]:
    """This connection waits no longer than LOCK_TIMEOUT for a lock; afterwards as long as before."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        if not connection.in_atomic_block or not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])

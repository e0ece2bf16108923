"""Rows that are committed for a moment, and put back whatever happens: also when this process is killed.

The statement that puts them back is sent before anything is changed, and waits on the server for this session to end
or to let go. PostgreSQL does not stop a statement because its client is gone, unless it is told to look.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

# Both are held by sessions, not by transactions.
KEY = "hashtext('showcase.lab.restoring')"
PLAYERS = "vitrine-lab-session"
OUTLIVES_ITS_CLIENT = """
SET client_connection_check_interval = 0; SET statement_timeout = '10min'; SET lock_timeout = 0;
"""
# Whoever is left of the sessions is ended first: what one of them still sends would come after the rows are put back.
AFTER_THE_OTHERS = f"""
SELECT pg_advisory_lock({KEY});
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = '{PLAYERS}';
"""  # noqa: S608 - our own words
IS_WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND locktype = 'advisory' AND NOT granted)"
SECONDS = 10


class NotGuarded(Exception):
    """The session that puts rows back did not come up; nothing was changed."""


class NotPutBack(Exception):
    """Rows of the lab are not what they were; the message says why."""


@contextmanager
def put_back(rows: Sequence[Model]) -> Iterator[None]:
    """After the block the rows are in the database what they are here, and sessions named PLAYERS are gone.

    Raises NotGuarded before the block when that cannot be promised, and NotPutBack after it when it is not so.
    """
    guard = connection.copy()
    guard.inc_thread_sharing()
    script = AFTER_THE_OTHERS + "".join(f"{restoring(row)};\n" for row in rows)
    failed: list[Exception] = []

    def restore() -> None:
        try:
            send(guard, script)
        except Exception as error:  # noqa: BLE001 - told below, by the thread that has the rows on its conscience
            failed.append(error)

    waiting, changed = Thread(target=restore, daemon=True), False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({KEY})")
    try:
        send(guard, OUTLIVES_ITS_CLIENT)
        waiting.start()
        await_guard(guard)
        changed = True
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({KEY})")
        if waiting.ident:
            waiting.join(SECONDS)
        late = waiting.is_alive()
        guard.close()
        if changed and (failed or late):
            why = str(failed[0]).partition("\n")[0] if failed else f"it takes more than {SECONDS} s"
            raise NotPutBack(f"Changed rows stay in the lab ({why}); drop its database and build it anew.")


def send(guard: BaseDatabaseWrapper, script: str) -> None:
    with guard.cursor() as cursor:
        cursor.execute(script)


def await_guard(guard: BaseDatabaseWrapper) -> None:
    until = monotonic() + SECONDS
    while monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(IS_WAITING, [guard.connection.info.backend_pid])
            if cursor.fetchone()[0]:
                return
        sleep(0.005)
    raise NotGuarded("No session could be had that puts the rows back.")


def restoring(row: Model) -> str:
    """The statement that makes a row what it is here."""
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key or field.generated)]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    statement = f'UPDATE "{row._meta.db_table}" SET {columns} WHERE "{row._meta.pk.column}" = %s'  # noqa: S608
    with connection.cursor() as cursor:
        return str(cursor.mogrify(statement, [*values, row.pk]))

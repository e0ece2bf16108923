"""Filling an empty table of lines at full speed.

Keeping three indexes and two foreign keys up to date line by line takes most of the time of a big import. When there
are no lines at all, they are dropped and built again in the same transaction. That locks readers of these tables out
for the time, so it is done only where there is nothing to read: in an empty shop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction

# Only the owner of a table may. Orders are not asked for: this import has stored its own by now.
MAY_REBUILD = """
SELECT NOT EXISTS (SELECT FROM orders_orderline)
    AND pg_has_role((SELECT relowner FROM pg_class WHERE oid = 'orders_orderline'::regclass), 'USAGE')
"""
# Those that dropping foreign keys will need, taken at once. Not waited for longer than a page of the shop would.
LOCK = """
SET LOCAL lock_timeout = '1s';
LOCK TABLE orders_orderline, orders_order, catalog_product IN ACCESS EXCLUSIVE MODE;
SET LOCAL lock_timeout TO DEFAULT
"""
# Foreign keys need the indexes of what they point to, so they come last. A key that others point to stays.
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint AS own
WHERE conrelid = 'orders_orderline'::regclass AND contype IN ('p', 'u', 'f')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = own.conrelid AND conindid = own.conindid)
ORDER BY contype = 'f', conname
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = 'orders_orderline'::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY 1
"""


@contextmanager
def lines_bare_when_empty() -> Iterator[None]:
    """Around filling the table of lines: without indexes and keys if it is empty and can be locked at once.

    No deferred check may be waiting when it begins or ends.
    """
    if not _taken():
        yield
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        constraints, indexes = _definitions(cursor, CONSTRAINTS), _definitions(cursor, INDEXES)
        for name, _ in constraints:
            cursor.execute(f"ALTER TABLE orders_orderline DROP CONSTRAINT {quote(name)}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in constraints:
            cursor.execute(f"ALTER TABLE orders_orderline ADD CONSTRAINT {quote(name)} {definition}")


def _taken() -> bool:
    if not _may_rebuild():
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK)
    except OperationalError:
        return False  # somebody reads just now: they are not locked out
    return _may_rebuild()


def _may_rebuild() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAY_REBUILD)
        return bool(cursor.fetchone()[0])


def _definitions(cursor: Any, query: str) -> list[tuple[str, str]]:
    cursor.execute(query)
    return [(str(name), str(definition)) for name, definition in cursor.fetchall()]

"""Where the lines go while the file is still being read.

Into an empty shop they go straight into their table, without its indexes and foreign keys: to keep those up to date
line by line takes most of the time of a big import, to build them again at the end takes a second. Orders and products
cannot be read meanwhile: readers wait until their lock_timeout. In a shop that has some, lines go into a temporary
table and are merged with all constraints alive: no reader waits. So they do in a dry run, and when the file comes
through a pipe, which may take its time.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, transaction

# Dropping foreign keys locks both their ends; all at once, and not waited for longer than a page of the shop would.
LOCK = """
SET LOCAL lock_timeout = '1s';
LOCK TABLE orders_orderline, orders_order, catalog_product IN ACCESS EXCLUSIVE MODE;
SET LOCAL lock_timeout = '30s'
"""
# Only the owner of a table may change it. The ids of all products are kept in memory, so there must not be too many.
MAY_FILL = """
SELECT NOT EXISTS (SELECT FROM orders_orderline) AND NOT EXISTS (SELECT FROM orders_order)
    AND NOT EXISTS (SELECT FROM catalog_product OFFSET 100000)
    AND (
        SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class
        WHERE oid IN ('orders_orderline'::regclass, 'orders_order'::regclass, 'catalog_product'::regclass)
    )
"""
# Foreign keys need the indexes of what they point to, so they come last. A key that others point to stays.
CONSTRAINTS = """
SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint AS own
WHERE conrelid = 'orders_orderline'::regclass AND contype IN ('p', 'u', 'f')
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = own.conrelid AND conindid = own.conindid)
ORDER BY contype = 'f', conname
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid IN ('orders_orderline'::regclass, 'orders_order'::regclass)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY 1
"""
# At least the highest ids that were ever given out; nobody can take another one while the tables are locked.
LAST_ORDER = "SELECT last_value FROM orders_order_id_seq"
LAST_PRODUCT = "SELECT greatest(last_value, (SELECT max(id) FROM catalog_product)) FROM catalog_product_id_seq"
Definitions = list[tuple[str, str]]


@dataclass(frozen=True)
class Destination:
    """Where COPY writes. Where lines go straight into their table, the keys of orders and products are ids."""

    direct: bool = False
    last_order: int = 0
    last_product: int = 0
    products: dict[str, int] = field(default_factory=dict)
    constraints: Definitions = field(default_factory=list)
    indexes: Definitions = field(default_factory=list)

    @property
    def copy_lines(self) -> str:
        """The statement that takes the texts of `Examination.examine`."""
        table = "orders_orderline" if self.direct else "staged_line"
        return f"COPY {table} (order_id, position, product_id, sku, name, quantity, unit_price) FROM STDIN"

    def build(self) -> None:
        """Make indexes and keys again. No deferred check may be waiting."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            for _, definition in self.indexes:
                cursor.execute(definition)
            for name, definition in self.constraints:
                cursor.execute(f"ALTER TABLE orders_orderline ADD CONSTRAINT {name} {definition}")


def choose_destination(*, may_lock: bool) -> Destination:
    """Straight into the shop, if its tables may be locked, are empty and can be had at once."""
    if not may_lock or not _answer(MAY_FILL) or not _locked() or not _answer(MAY_FILL):
        return Destination()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sku, id FROM catalog_product")
        products = dict(cursor.fetchall())
        cursor.execute(CONSTRAINTS)
        constraints = cursor.fetchall()
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f"ALTER TABLE orders_orderline DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return Destination(
        direct=True,
        last_order=_answer(LAST_ORDER),
        last_product=_answer(LAST_PRODUCT),
        products=products,
        constraints=constraints,
        indexes=indexes,
    )


def _locked() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LOCK)
    except OperationalError:
        return False  # somebody reads just now
    return True


def _answer(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]

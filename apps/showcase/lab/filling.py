"""Inside a process on the database of a size: the rows, made once.

Orders come through the shop's own import. What the import does not make and experiments need is added by SQL: names,
shelves, statuses, and a movement of stock for each order line, in the order of time.
"""

import json
import time
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from apps.orders.enums import ImportMode
from apps.orders.models import Customer, Order, OrderLine
from apps.orders.services.importing import import_orders
from apps.showcase.demo.goods import CATEGORIES, FIRST_NAMES, LAST_NAMES
from apps.showcase.demo.sample import lines_for, write_sample
from apps.showcase.lab.guarding import refuse_outside_the_lab
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.sizes import SCHEMA

PEOPLE = """
UPDATE orders_customer SET
    name = (%(first)s::text[])[1 + id %% %(firsts)s] || ' ' || (%(last)s::text[])[1 + id / %(firsts)s %% %(lasts)s],
    email = 'customer.' || number || '@example.org'
"""
# Two in a hundred sales were cancelled; the last in a hundred are still open, and some in the smallest shop, too.
STATUSES = """
UPDATE orders_order SET status = CASE WHEN id %% 50 = 7 THEN 'cancelled' WHEN id %% 2 = 0 THEN 'placed' ELSE 'paid' END
WHERE kind = 'sale' AND (id %% 50 = 7 OR id > (SELECT least(max(id) * 0.99, max(id) - 8) FROM orders_order))
"""
SHELVES = "INSERT INTO catalog_category (slug, name) SELECT * FROM unnest(%s::text[], %s::text[])"
ON_SHELVES = """
INSERT INTO catalog_product_categories (product_id, category_id)
SELECT product.id, shelf.id FROM catalog_product product
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS count FROM catalog_category) shelf
    ON shelf.place = product.id %% count
    OR (product.id %% 4 = 0 AND shelf.place = (product.id + 1 + product.id / 8 %% (count - 1)) %% count)
"""
# Each product was received once, enough for all that went out.
ITEMS = """
INSERT INTO catalog_stockitem (product_id, on_hand, reserved)
SELECT product_id, 100 + sum(abs(quantity)) - sum(CASE WHEN kind = 'adjustment' THEN -quantity ELSE quantity END), 0
FROM orders_orderline line JOIN orders_order ON orders_order.id = order_id GROUP BY product_id
"""
RECEIVED = """
INSERT INTO catalog_stockmovement
    (item_id, kind, quantity, reserved, on_hand_after, reserved_after, reason, request_id, created_at)
SELECT product_id, 'receive', 100 + sum(abs(quantity)), 0, 100 + sum(abs(quantity)), 0,
    'delivery note ' || 10000 + product_id, '', (SELECT min(placed_at) - interval '1 day' FROM orders_order)
FROM orders_orderline GROUP BY product_id ORDER BY product_id
"""
MOVED = """
INSERT INTO catalog_stockmovement
    (item_id, kind, quantity, reserved, on_hand_after, reserved_after, reason, request_id, created_at)
SELECT product_id, kind, change, 0, received + sum(change) OVER (PARTITION BY product_id ORDER BY placed_at, id), 0,
    reason, '', placed_at
FROM (
    SELECT line.id, line.product_id, placed_at,
        CASE WHEN orders_order.kind = 'adjustment' THEN line.quantity ELSE -line.quantity END AS change,
        CASE WHEN orders_order.kind = 'adjustment' THEN 'adjust' WHEN line.quantity > 0 THEN 'sell'
            ELSE 'return' END AS kind,
        CASE WHEN orders_order.kind = 'adjustment' THEN 'counted, note ' WHEN line.quantity > 0 THEN 'sent with order '
            ELSE 'came back with ' END || orders_order.number AS reason,
        100 + sum(abs(line.quantity)) OVER (PARTITION BY line.product_id) AS received
    FROM orders_orderline line JOIN orders_order ON orders_order.id = line.order_id
) AS moved
ORDER BY placed_at, id
"""


def fill(progress: Progress, *, lines: int) -> dict[str, Any]:
    """Fill this process's database, an empty one of the lab, with so many order lines, and mark it as complete."""
    refuse_outside_the_lab()
    started = time.monotonic()
    written = lines_for(lines)
    with TemporaryFile() as file:  # without a name: it is gone with this process, however that ends
        path = Path(f"/dev/fd/{file.fileno()}")
        write_sample(path, lines=written, progress=lambda done: progress(done, written, f"Writing rows: {done:,}"))
        file.seek(0)  # where opening it means to share its position
        import_orders(
            source=path,
            by=None,
            mode=ImportMode.SKIP_BAD,
            zone=ZoneInfo("UTC"),
            on_progress=lambda told: progress(written, written, "Importing them"),
        )
    progress(note="Names, shelves, statuses and a movement of stock for each line")
    add_the_rest()
    progress(note="Statistics")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
    return mark_complete(progress, seconds=time.monotonic() - started)


@transaction.atomic
def add_the_rest() -> None:
    slugs, names = list(CATEGORIES), [name for name, _ in CATEGORIES.values()]
    people: dict[str, Any] = {
        "first": list(FIRST_NAMES),
        "last": list(LAST_NAMES),
        "firsts": len(FIRST_NAMES),
        "lasts": len(LAST_NAMES),
    }
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, people)
        cursor.execute(STATUSES, [])
        cursor.execute(SHELVES, [slugs, names])
        for statement in (ON_SHELVES, ITEMS, RECEIVED, MOVED):
            cursor.execute(statement, [])


def mark_complete(progress: Progress, *, seconds: float) -> dict[str, Any]:
    """A comment on the database that says what it holds: without one it is unfinished, and is made anew."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        (schema,) = cursor.fetchone()
        mark = {
            "rows": OrderLine.objects.count(),
            "orders": Order.objects.count(),
            "customers": Customer.objects.count(),
            "seconds": round(seconds, 1),
            "built_at": timezone.now().isoformat(),
            "schema": schema,
        }
        name = connection.settings_dict["NAME"]
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), json.dumps(mark)))
    return mark

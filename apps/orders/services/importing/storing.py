"""The staged orders into the shop's own tables. Called inside the transaction that also tells that it happened."""

from django.db import connection

from apps.catalog.services.staged_products import add_staged_products
from apps.orders.enums import OrderStatus
from apps.orders.models import ImportJob
from apps.orders.services.importing.destination import Destination

# Customers that are there stay as they are, save that one without an address or a number gets the file's.
COMPLETED = """
UPDATE orders_customer AS known SET
    email = coalesce(nullif(known.email, ''), said.email), phone = coalesce(nullif(known.phone, ''), said.phone)
FROM staged_contact AS said
WHERE said.customer = known.number AND EXISTS (SELECT FROM staged_order WHERE customer = known.number)
    AND ((known.email = '' AND said.email <> '') OR (known.phone = '' AND said.phone <> ''))
RETURNING known.number
"""
# A new customer's country is that of the last order in the file.
CUSTOMERS = """
INSERT INTO orders_customer (number, name, email, phone, country, created_at)
SELECT DISTINCT ON (customer) customer, '', coalesce(email, ''), coalesce(phone, ''), country, now()
FROM staged_order LEFT JOIN staged_contact USING (customer)
WHERE customer <> '' ORDER BY customer, placed_at DESC, key DESC
ON CONFLICT (number) DO NOTHING;
UPDATE staged_order SET customer_id = known.id FROM orders_customer AS known WHERE known.number = customer
"""
PRODUCT_IDS = """
UPDATE staged_product AS staged SET id = known.id FROM catalog_product AS known WHERE known.sku = staged.sku
"""
ORDERS = """
UPDATE staged_order SET id = CASE WHEN %(direct)s THEN key ELSE nextval('orders_order_id_seq') END
WHERE verdict = 'new';
INSERT INTO orders_order (
    id, number, kind, status, customer_id, country, currency, total, line_count, placed_at, created_at,
    imported_by_id, source_digest, source_rows, source_section
)
SELECT
    id, number, kind, %(status)s, customer_id, country, %(currency)s, total, rows, placed_at, now(),
    %(import_job)s, digest, rows, section
FROM staged_order WHERE verdict = 'new' ORDER BY key
"""
REPLACED_ORDERS = """
UPDATE orders_order SET
    kind = staged.kind, customer_id = staged.customer_id, country = staged.country, currency = %(currency)s,
    total = staged.total, line_count = staged.rows, placed_at = staged.placed_at, imported_by_id = %(import_job)s,
    source_digest = staged.digest, source_rows = staged.rows, source_section = staged.section
FROM staged_order AS staged WHERE staged.verdict = 'replace' AND orders_order.id = staged.id;
DELETE FROM orders_orderline USING staged_order AS staged
WHERE staged.verdict = 'replace' AND orders_orderline.order_id = staged.id
"""
LINES = """
INSERT INTO orders_orderline (order_id, position, product_id, sku, name, quantity, unit_price)
SELECT staged_order.id, line.position, product.id, line.sku, line.name, line.quantity, line.unit_price
FROM staged_line AS line
JOIN staged_order ON staged_order.key = line.order_id
JOIN staged_product AS product ON product.key = line.product_id
"""


def store_staged(destination: Destination, *, import_job: ImportJob, currency: str) -> list[str]:
    """Customers, products, orders and lines, then all that the database has to say about them.

    Gives back the numbers of customers that were there and can be reached now.

    Raises IntegrityError when somebody else has stored an order of the same number meanwhile.
    """
    values: dict[str, str | int] = {
        "status": OrderStatus.COMPLETED.value,
        "currency": currency,
        "import_job": import_job.pk,
        "direct": destination.direct,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(COMPLETED)
        completed = sorted(number for (number,) in cursor.fetchall())
        cursor.execute(CUSTOMERS)
        add_staged_products(table="staged_product", ids_given=destination.direct)
        cursor.execute(PRODUCT_IDS)
        cursor.execute(ORDERS, values)
        cursor.execute(REPLACED_ORDERS, values)
        # Checks look up parents row by row; with statistics of the empty tables the planner may choose a bad way.
        cursor.execute("ANALYZE orders_customer; ANALYZE catalog_product; ANALYZE orders_order")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if destination.direct:
            cursor.execute("SELECT setval('orders_order_id_seq', max(id)) FROM orders_order")
            destination.build()
        else:
            cursor.execute("ANALYZE staged_order; ANALYZE staged_product")
            cursor.execute(LINES)
        cursor.execute("ANALYZE orders_orderline")
    return completed

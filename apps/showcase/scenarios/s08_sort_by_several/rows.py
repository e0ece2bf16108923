"""Orders in the lab's database that tie and have holes, and the columns by which they can be sorted."""

from django.db import connection

from apps.core.rest.sorting import SortColumn
from apps.orders.models import Order
from apps.showcase.lab.guarding import refuse_outside_the_lab

COLUMNS = {
    column.name: column
    for column in (
        SortColumn("placed_at", "placed_at"),
        SortColumn("total", "total"),
        SortColumn("country", "country"),
        SortColumn("status", "status"),
        SortColumn("customer", "customer__number", nulls="last"),
        SortColumn("number", "number"),
    )
}
CUSTOMERS = """
INSERT INTO orders_customer (number, name, email, country, created_at)
SELECT 10000 + n, '', '', 'GB', now() FROM generate_series(1, 500) AS n
"""
# Every fifth order without a customer; a few dozen totals, minutes that several orders share.
ORDERS = """
INSERT INTO orders_order
    (number, kind, status, customer_id, country, currency, total, line_count, placed_at, created_at, source_digest)
SELECT 'L' || lpad(n::text, 7, '0'), 'sale',
    (ARRAY['completed', 'completed', 'paid', 'shipped'])[1 + (hashint4(n) & 3)],
    CASE WHEN n %% 5 > 0 THEN (SELECT min(id) FROM orders_customer) + (hashint4(n + 1) & 2147483647) %% 500 END,
    (ARRAY['GB', 'GB', 'FR', 'DE', 'IE'])[1 + (hashint4(n + 2) & 2147483647) %% 5], 'GBP',
    (hashint4(n + 3) & 2147483647) %% 40 / 4.0, 0,
    timestamptz '2011-01-01 00:00Z' + (hashint4(n + 4) & 2147483647) %% (%s / 4) * interval '1 minute', now(), ''
FROM generate_series(1, %s) AS n
"""


def ensure_orders(count: int) -> None:
    """So many orders in the lab, the same ones each time."""
    if Order.objects.filter(number__startswith="L").count() == count == Order.objects.count():
        return
    refuse_outside_the_lab()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_order, orders_customer RESTART IDENTITY CASCADE")
        make_orders(count)
        cursor.execute("VACUUM ANALYZE orders_order, orders_customer")


def make_orders(count: int) -> None:
    """So many orders of five hundred customers."""
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS)
        cursor.execute(ORDERS, [count, count])

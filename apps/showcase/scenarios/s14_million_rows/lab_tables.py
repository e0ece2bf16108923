"""The tables that the ways of this scenario fill: the shop's own, in the lab's database, and a flat one."""

from typing import Any

from django.db import connection

from apps.showcase.lab.database import refuse_outside_the_lab

FLAT_COLUMNS = "invoice, sku, name, quantity, placed_at, price, customer, country"
FLAT_TYPED = """
CREATE UNLOGGED TABLE lab_flat (invoice text, sku text, name text, quantity integer, placed_at timestamp,
    price numeric(12, 3), customer text, country text)
"""
FLAT_TEXT = """
CREATE UNLOGGED TABLE lab_flat (invoice text, sku text, name text, quantity text, placed_at text,
    price text, customer text, country text)
"""
SHOP_TABLES = (
    "orders_order, orders_orderline, orders_statuschange, orders_importjob, orders_importrejection, orders_customer,"
    " catalog_product, catalog_category, payments_payment, payments_refund"
)


def empty_tables(flat: str = "") -> None:
    """Start from nothing: no order, no product, and an empty flat table made by `flat` when given."""
    refuse_outside_the_lab()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {SHOP_TABLES} RESTART IDENTITY CASCADE")
        cursor.execute("DROP TABLE IF EXISTS lab_flat")
        if flat:
            cursor.execute(flat)


def one_row(query: str) -> tuple[Any, ...]:
    """The first row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def start_empty(progress: Any) -> bool:
    """`empty_tables` for a child process."""
    empty_tables()
    return True

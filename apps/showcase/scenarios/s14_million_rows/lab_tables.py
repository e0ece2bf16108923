"""The tables that the ways of this scenario fill: the shop's own, in the lab's database, and a flat one."""

import psycopg
from django.db import connection

from apps.showcase.lab.database import EMPTY_SHOP, lab_database_url
from apps.showcase.lab.guarding import refuse_outside_the_lab

FLAT_COLUMNS = "invoice, sku, name, quantity, placed_at, price, customer, country"
FLAT_TYPED = """
CREATE UNLOGGED TABLE lab_flat (invoice text, sku text, name text, quantity integer, placed_at timestamp,
    price numeric(12, 3), customer text, country text)
"""
FLAT_TEXT = """
CREATE UNLOGGED TABLE lab_flat (invoice text, sku text, name text, quantity text, placed_at text,
    price text, customer text, country text)
"""
START_EMPTY = (
    EMPTY_SHOP,
    "DROP TABLE IF EXISTS lab_flat",
)


def empty_tables(flat: str = "") -> None:
    """In a process of the lab: no order, no product, and an empty flat table made by `flat` when given."""
    refuse_outside_the_lab()
    with connection.cursor() as cursor:
        for statement in (*START_EMPTY, *([flat] if flat else [])):
            cursor.execute(statement)


def empty_from_outside() -> None:
    """The same from a process of the shop, by a connection to the lab."""
    with psycopg.connect(lab_database_url()) as lab:
        for statement in START_EMPTY:
            lab.execute(statement)

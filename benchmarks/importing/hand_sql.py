"""The limit: SQL written by hand for this one file, as fast as we could make it, into the shop's own tables.

One COPY into a typed staging table, a few statements over sets, foreign keys and indexes of the big tables dropped
before and built again after. It ends in the same orders, lines, products and customers as the shop's import, but
trusts the file: a bad cell ends it with PostgreSQL's message, nobody hears which rows came twice, and without digests
of the rows the same file again could not be told from a changed one.
"""

import gzip
import io
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from apps.orders.rules.countries import COUNTRIES
from apps.orders.rules.importing.products import SERVICES, VOUCHER
from apps.orders.services.importing.destination import CONSTRAINTS, INDEXES
from apps.showcase.lab.processes import Progress

BLOCK = 1 << 17
TABLES = """
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL temp_buffers = '256MB';
CREATE TEMPORARY TABLE raw (
    invoice text, sku text, name text, quantity integer, placed_at timestamp, price numeric(12, 3), customer text,
    country text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE country (name text, code text) ON COMMIT DROP
"""
COPY = "COPY raw FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL (name, customer))"
# The file stands in the staging table in its own order, so ctid is the number of the row. Where the date goes back, the
# second sheet begins.
SECTIONS = """
CREATE TEMPORARY TABLE section ON COMMIT DROP AS
SELECT array_agg(id ORDER BY id) AS begins
FROM (SELECT ctid AS id, placed_at < lag(placed_at) OVER () AS back FROM raw) AS row WHERE back
"""
ORDERS = """
CREATE TEMPORARY TABLE invoice ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY first) AS id, * FROM (
    SELECT DISTINCT ON (number) *
    FROM (
        SELECT invoice AS number, width_bucket(raw.ctid, (SELECT begins FROM section)) AS section,
            min(raw.ctid) AS first, min(placed_at) AT TIME ZONE 'Europe/London' AS placed_at,
            replace(any_value(customer), '.0', '') AS customer, any_value(country) AS country,
            sum(quantity * price) AS total, count(*) AS rows, min(quantity) < 0 AS negative
        FROM raw GROUP BY 1, 2
    ) AS copy
    ORDER BY number, section
) AS kept;
ANALYZE invoice;
INSERT INTO orders_customer (number, name, email, country, created_at)
SELECT DISTINCT ON (customer) customer, '', '', country.code, now()
FROM invoice JOIN country ON country.name = invoice.country
WHERE customer <> '' ORDER BY customer, placed_at DESC, id DESC;
INSERT INTO orders_order (id, number, kind, status, customer_id, country, currency, total, line_count, placed_at,
    created_at, source_digest)
SELECT invoice.id, invoice.number,
    CASE WHEN invoice.number LIKE 'C%%' THEN 'credit_note' WHEN invoice.number LIKE 'A%%' OR negative THEN 'adjustment'
        ELSE 'sale' END,
    'completed', customer.id, country.code, %(currency)s, total, rows, placed_at, now(), ''
FROM invoice JOIN country ON country.name = invoice.country
LEFT JOIN orders_customer AS customer ON customer.number = invoice.customer
"""
# A product is called what its last sold row calls it, or else the first row that calls it anything. Codes are grouped
# as they are written first, so that few of them have to be put in capitals.
PRODUCTS = """
CREATE TEMPORARY TABLE written ON COMMIT DROP AS
SELECT raw.sku, max(raw.ctid) FILTER (WHERE price > 0 AND trim(raw.name) <> '') AS last,
    min(raw.ctid) FILTER (WHERE trim(raw.name) <> '') AS first
FROM raw JOIN invoice ON number = invoice AND section = width_bucket(raw.ctid, (SELECT begins FROM section))
GROUP BY raw.sku;
CREATE TEMPORARY TABLE product ON COMMIT DROP AS
SELECT upper(trim(sku)) AS code, max(last) AS last, min(first) AS first, nextval('catalog_product_id_seq') AS id
FROM written GROUP BY 1;
CREATE TEMPORARY TABLE code ON COMMIT DROP AS
SELECT sku, product.code, product.id FROM written JOIN product ON product.code = upper(trim(sku));
ANALYZE product, code;
INSERT INTO catalog_product (id, sku, name, kind, is_active, created_at)
SELECT id, code, coalesce(trim(raw.name), ''),
    CASE WHEN code = ANY(%(services)s) OR code LIKE %(voucher)s THEN 'service' ELSE 'goods' END, true, now()
FROM product LEFT JOIN raw ON raw.ctid = coalesce(product.last, product.first)
"""
LINES = """
INSERT INTO orders_orderline (order_id, position, product_id, sku, name, quantity, unit_price)
SELECT invoice.id, row_number() OVER (PARTITION BY invoice.id ORDER BY raw.ctid), code.id, code.code, trim(raw.name),
    quantity, price
FROM raw JOIN invoice ON number = invoice AND section = width_bucket(raw.ctid, (SELECT begins FROM section))
JOIN code ON code.sku = raw.sku
"""
LAST = """
SELECT setval('orders_order_id_seq', max(id)) FROM orders_order;
ANALYZE orders_customer, catalog_product, orders_order;
SET CONSTRAINTS ALL IMMEDIATE
"""


def hand_sql(progress: Progress, *, path: str) -> dict[str, Any]:
    """The file into the shop's tables, all in one transaction."""
    began = time.perf_counter()
    steps: dict[str, float] = {}
    values = {"currency": settings.CURRENCY, "services": sorted(SERVICES), "voucher": f"{VOUCHER}%".replace("_", r"\_")}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.executemany(
            "INSERT INTO country VALUES (%s, %s)", [(name, code) for code, names in COUNTRIES.items() for name in names]
        )
        constraints, indexes = taken_down(cursor)
        with opened(Path(path)) as file, cursor.copy(COPY) as copy:
            while block := file.read(BLOCK):
                copy.write(block)
        steps["COPY"] = time.perf_counter() - began
        for name, statements in {
            "sections": SECTIONS, "orders": ORDERS, "products": PRODUCTS, "lines": LINES, "checks": LAST,
        }.items():  # fmt: skip
            at = time.perf_counter()
            cursor.execute(statements, values if "%(" in statements else None)
            steps[name] = time.perf_counter() - at
        at = time.perf_counter()
        for definition in indexes + constraints:
            cursor.execute(definition)
        cursor.execute("ANALYZE orders_orderline")
        steps["indexes and keys"] = time.perf_counter() - at
    return {"seconds": time.perf_counter() - began, "steps": {name: round(took, 2) for name, took in steps.items()}}


def taken_down(cursor: Any) -> tuple[list[str], list[str]]:
    """Drop keys and indexes of the big tables; the statements that make them again."""
    cursor.execute(CONSTRAINTS)
    constraints = cursor.fetchall()
    cursor.execute(INDEXES)
    indexes = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f"ALTER TABLE orders_orderline DROP CONSTRAINT {name}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    made_again = [
        f"ALTER TABLE orders_orderline ADD CONSTRAINT {name} {definition}" for name, definition in constraints
    ]
    return made_again, [definition for _, definition in indexes]


def opened(path: Path) -> io.BufferedIOBase:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")

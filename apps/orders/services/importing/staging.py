"""Temporary tables that hold the file until all of it is known to be right. They end with the transaction.

The examination numbers orders and products as they come. Lines name them by these keys, which are ids of the shop only
where the lines go straight into its tables (destination.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection

from apps.orders.rules.importing.cells import LocalTime, price_text
from apps.orders.rules.importing.products import kind_of_product
from apps.orders.rules.importing.sections import InvoiceCopy
from apps.orders.rules.importing.signs import kind_of_order, letter_of
from apps.orders.services.importing.examining import StagedProduct

TABLES = """
CREATE TEMPORARY TABLE staged_line (
    order_id integer, position integer, product_id integer,
    sku text, name text, quantity integer, unit_price numeric(12, 3)
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_product (
    key bigint, sku text, name text, kind text, used boolean DEFAULT true, id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_contact (customer text, email text, phone text) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_order (
    key bigint, number text, line integer, kind text, customer text, country text, total numeric(20, 3),
    rows integer, rejected integer, placed_at timestamptz, digest text, section integer,
    verdict text DEFAULT 'new', id bigint, customer_id bigint
) ON COMMIT DROP
"""
COPY_PRODUCTS = "COPY staged_product (key, sku, name, kind) FROM STDIN"
COPY_ORDERS = """
COPY staged_order (key, number, line, kind, customer, country, total, rows, rejected, placed_at, digest, section)
FROM STDIN
"""


def create_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


@contextmanager
def copying(statement: str) -> Iterator[Callable[[str], None]]:
    """A function that sends text to COPY. Until the end, the connection can do nothing else."""
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy.write


def stage_products(products: Iterable[StagedProduct]) -> None:
    """Those that an accepted row names."""
    rows = (
        f"{product.key}\t{product.sku}\t{product.name}\t{kind_of_product(product.sku).value}\n"
        for product in products
        if product.name is not None
    )
    _copy(COPY_PRODUCTS, rows)


def stage_contacts(contacts: Mapping[str, tuple[str, str]]) -> None:
    """What the file says of customers, by their numbers: e-mail address and phone number."""
    with connection.cursor() as cursor, cursor.copy("COPY staged_contact (customer, email, phone) FROM STDIN") as copy:
        for number, (email, phone) in contacts.items():
            copy.write_row((number, email, phone))


def stage_orders(invoices: dict[str, InvoiceCopy], local_time: LocalTime, *, rejected: Mapping[str, int]) -> None:
    """The first copies of all invoices, with the number of rows of each that were rejected anywhere in the file."""
    rows = (_order_text(number, copy, local_time, rejected.get(number, 0)) for number, copy in invoices.items())
    _copy(COPY_ORDERS, rows)


def _order_text(number: str, copy: InvoiceCopy, local_time: LocalTime, rejected: int) -> str:
    kind = kind_of_order(letter=letter_of(number), adjusts=copy.adjusts)
    placed_at = local_time.moment(copy.placed_at).isoformat()
    return (
        f"{copy.key}\t{number}\t{copy.line}\t{kind.value}\t{copy.customer}\t{copy.country}\t{price_text(copy.total)}"
        f"\t{copy.rows}\t{rejected}\t{placed_at}\t{copy.digest}\t{copy.section}\n"
    )


def _copy(statement: str, rows: Iterable[str]) -> None:
    with copying(statement) as write:
        for row in rows:
            write(row)

"""Importing in tests: what the shop holds, and imports on a thread of their own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, connections

from apps.orders.enums import ImportMode
from apps.orders.models import ImportRejection, OrderLine
from apps.orders.services.importing import ImportReport, import_orders
from tests.orders.files import LONDON

T = TypeVar("T")

# What an import may write even when it stores nothing: that it was there, and why it stored nothing.
ABOUT_IMPORTS = {"core_job", "orders_importjob", "orders_importrejection"}


def run_import(path: Path, *, mode: str = "all-or-nothing", by: Any = None, **options: Any) -> ImportReport:
    return import_orders(source=path, by=by, mode=ImportMode(mode), zone=options.pop("zone", LONDON), **options)


def contents() -> dict[str, list[str]]:
    """Every row of every table, as text, but those about imports."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - ABOUT_IMPORTS):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t ORDER BY 1')
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def structure() -> list[tuple[str, str]]:
    """Constraints and indexes of the tables that an import may take apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT conname, pg_get_constraintdef(oid) || ' ' || convalidated || condeferrable || condeferred
            FROM pg_constraint WHERE conrelid IN ('orders_orderline'::regclass, 'orders_order'::regclass)
            UNION ALL
            SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('orders_orderline', 'orders_order')
            ORDER BY 1, 2
            """
        )
        return [(str(name), str(definition)) for name, definition in cursor.fetchall()]


def lines() -> list[tuple[str, int, str, str, int, Decimal, Decimal]]:
    """Order number, position, SKU, name, quantity, unit price and amount of all lines."""
    return list(
        OrderLine.objects.order_by("order__number", "position").values_list(
            "order__number", "position", "sku", "name", "quantity", "unit_price", "amount"
        )
    )


def rejections() -> list[tuple[int, str, str, str, int]]:
    """Line, column, code, invoice and rows of all rejections, as they were stored."""
    return list(ImportRejection.objects.order_by("id").values_list("line", "column", "code", "invoice", "rows"))


def elsewhere(work: Callable[[], T]) -> "Future[T]":
    """Start work on another thread with a connection of its own, as another process would."""

    def call() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    thread = ThreadPoolExecutor(max_workers=1)
    try:
        return thread.submit(call)
    finally:
        thread.shutdown(wait=False)

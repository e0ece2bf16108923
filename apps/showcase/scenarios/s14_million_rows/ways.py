"""The same rows by other ways, each called in a process of its own with the lab's database.

Every function gets the path of the file and the seconds it may take, and says how many rows it put away in how many
seconds. None of them validates, reports or can be repeated as the shop's import does.
"""

import csv
import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from apps.catalog.models import Product
from apps.orders.models import Customer, Order, OrderLine
from apps.showcase.lab.processes import Progress
from apps.showcase.scenarios.s14_million_rows.lab_tables import FLAT_COLUMNS, FLAT_TEXT, FLAT_TYPED, empty_tables

LOOK_EVERY = 5_000
BATCH = 1_000
CHUNK = 50_000
BLOCK = 1 << 16


class Stopwatch:
    """Counts rows against time; says when the time is up."""

    def __init__(self, progress: Progress, seconds: float) -> None:
        self.progress, self.seconds = progress, seconds
        self.started = time.perf_counter()
        self.rows = 0

    def count(self, rows: int = 1) -> bool:
        """Whether there is time left."""
        self.rows += rows
        if rows > 1 or self.rows % LOOK_EVERY == 0:
            self.progress(done=self.rows, note=f"{self.rows:,} rows")
            return time.perf_counter() - self.started < self.seconds
        return True

    def report(self, *, whole: bool = True) -> dict[str, Any]:
        return {"rows": self.rows, "seconds": time.perf_counter() - self.started, "whole": whole}


def raw_copy(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """The file's bytes into a table of text columns: what the database can do at most."""
    empty_tables(FLAT_TEXT)
    watch = Stopwatch(progress, seconds)
    with (
        Path(path).open("rb") as file,
        connection.cursor() as cursor,
        cursor.copy("COPY lab_flat FROM STDIN (FORMAT csv, HEADER)") as copy,
    ):
        while block := file.read(BLOCK):
            copy.write(block)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lab_flat")
        watch.count(cursor.fetchone()[0])
    return watch.report()


def list_of_csv(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """Everything into a list first, then COPY."""
    empty_tables(FLAT_TYPED)
    watch = Stopwatch(progress, seconds)
    with Path(path).open(newline="") as file:
        rows = list(csv.DictReader(file))
    progress(note=f"{len(rows):,} rows in memory")
    with connection.cursor() as cursor, cursor.copy(f"COPY lab_flat ({FLAT_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(list(row.values()))
            if not watch.count():
                return watch.report(whole=False)
    return watch.report()


def csv_rows(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """`csv.reader`, one row at a time, on to COPY: the file is never in memory."""
    empty_tables(FLAT_TYPED)
    watch = Stopwatch(progress, seconds)
    with (
        Path(path).open(newline="") as file,
        connection.cursor() as cursor,
        cursor.copy(f"COPY lab_flat ({FLAT_COLUMNS}) FROM STDIN") as copy,
    ):
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            copy.write_row(row)
            if not watch.count():
                return watch.report(whole=False)
    return watch.report()


def pandas_chunks(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """Chunks of 50,000 rows, cleaned column by column, then COPY."""
    import pandas as pd

    empty_tables(FLAT_TYPED)
    watch = Stopwatch(progress, seconds)
    for chunk in pd.read_csv(path, dtype=str, keep_default_na=False, chunksize=CHUNK):
        chunk["StockCode"] = chunk["StockCode"].str.strip().str.upper()
        chunk["Description"] = chunk["Description"].str.strip()
        chunk["Customer ID"] = chunk["Customer ID"].str.removesuffix(".0")
        numbers = pd.to_numeric(chunk["Quantity"], errors="coerce")
        good = numbers.notna() & numbers.ne(0) & pd.to_datetime(chunk["InvoiceDate"], errors="coerce").notna()
        text = chunk[good].to_csv(index=False, header=False)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY lab_flat ({FLAT_COLUMNS}) FROM STDIN (FORMAT csv)") as copy,
        ):
            copy.write(text)
        if not watch.count(len(chunk)):
            return watch.report(whole=False)
    return watch.report()


def bulk_create_rows(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """Row by row into model instances, a thousand lines at a time into the database."""
    empty_tables()
    watch = Stopwatch(progress, seconds)
    lines: list[OrderLine] = []
    positions: dict[str, int] = {}
    for row, line in lines_of(Path(path), created):
        positions[row["Invoice"]] = line.position = positions.get(row["Invoice"], 0) + 1
        lines.append(line)
        if len(lines) == BATCH:
            OrderLine.objects.bulk_create(lines)
            lines.clear()
        if not watch.count():
            return watch.report(whole=False)
    OrderLine.objects.bulk_create(lines)
    return watch.report()


def save_rows(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """Row by row: look everything up or make it, save the line, take the next one."""
    empty_tables()
    watch = Stopwatch(progress, seconds)
    for _, line in lines_of(Path(path), got_or_created):
        line.position = OrderLine.objects.filter(order=line.order).count() + 1
        line.save()
        watch.count()
        if time.perf_counter() - watch.started > watch.seconds:
            return watch.report(whole=False)
    return watch.report()


Find = Callable[[type[Any], str, str, dict[str, Any]], Any]


def lines_of(path: Path, find: Find) -> Iterator[tuple[dict[str, str], OrderLine]]:
    """Unsaved lines with their order, product and customer, which `find` brings from somewhere."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            sku = row["StockCode"].strip().upper()
            product = find(Product, "sku", sku, {"name": row["Description"].strip()})
            customer = None
            if row["Customer ID"]:
                customer = find(Customer, "number", row["Customer ID"].removesuffix(".0"), {"country": "GB"})
            placed_at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
            order = find(
                Order,
                "number",
                row["Invoice"],
                {"customer": customer, "country": "GB", "currency": "GBP", "placed_at": placed_at},
            )
            yield (
                row,
                OrderLine(
                    order=order,
                    product=product,
                    sku=sku,
                    name=product.name,
                    quantity=int(row["Quantity"]),
                    unit_price=Decimal(row["Price"]),
                ),
            )


KNOWN: dict[tuple[type[Any], str], Any] = {}


def created(model: type[Any], field: str, value: str, others: dict[str, Any]) -> Any:
    """From memory, or made: each object meets the database once."""
    if (model, value) not in KNOWN:
        KNOWN[model, value] = model.objects.create(**{field: value, **others})
    return KNOWN[model, value]


def got_or_created(model: type[Any], field: str, value: str, others: dict[str, Any]) -> Any:
    """From the database, or made: a query for every mention."""
    return model.objects.get_or_create(**{field: value}, defaults=others)[0]


def careless_import(progress: Progress, *, path: str, seconds: float) -> dict[str, Any]:
    """The twin: the whole file in a list, no rule, no transaction. What went in before a bad row stays in."""
    empty_tables()
    watch = Stopwatch(progress, seconds)
    rows = list(csv.DictReader(io.StringIO(Path(path).read_text())))
    lines: list[OrderLine] = []
    positions: dict[str, int] = {}
    fault = ""
    try:
        for number, row in enumerate(rows, start=2):
            order = created(Order, "number", row["Invoice"], order_fields(row))
            product = created(Product, "sku", row["StockCode"].strip().upper(), {"name": row["Description"]})
            positions[order.number] = position = positions.get(order.number, 0) + 1
            quantity, price = int(row["Quantity"]), Decimal(row["Price"])
            lines.append(
                OrderLine(order=order, product=product, position=position, quantity=quantity, unit_price=price)
            )
            if len(lines) == BATCH:
                OrderLine.objects.bulk_create(lines)
                lines.clear()
            if not watch.count():
                fault = f"Stopped after {seconds:.0f} s at line {number:,}."
                break
    except Exception as error:  # noqa: BLE001 - whatever it dies of is the point
        fault = f"{type(error).__name__} at line {number:,}: {str(error).splitlines()[0][:140]}"
    else:
        OrderLine.objects.bulk_create(lines)
    return {**watch.report(whole=not fault), "fault": fault, "in_memory": len(rows)}


def order_fields(row: dict[str, str]) -> dict[str, Any]:
    at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=UTC)
    return {"country": "GB", "currency": "GBP", "placed_at": at}

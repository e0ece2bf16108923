"""The same file by the shop's import and by its peers, each called in a process of its own.

Those that fill the shop's tables end in the same content, which the benchmark compares; their notes in `benchmark.py`
say what they leave out.
"""

import csv
import gzip
import io
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery, Sum

from apps.orders.models import Customer, Order, OrderLine
from apps.orders.rules.countries import code_of_country
from apps.orders.rules.importing.products import kind_of_product
from apps.orders.rules.importing.signs import kind_of_order, letter_of
from apps.showcase.lab.processes import Progress

LONDON = ZoneInfo("Europe/London")
BATCH = 1_000
CHUNK = 50_000
BLOCK = 1 << 17
FLAT_TEXT = "invoice text, sku text, name text, quantity text, placed_at text, price text, customer text, country text"
FLAT_TYPED = (
    "invoice text, sku text, name text, quantity integer, placed_at timestamp, price numeric(12, 3), customer text,"
    " country text"
)


def shops_import(progress: Progress, *, path: str) -> dict[str, Any]:
    """The production service."""
    from apps.orders.services.importing import import_orders

    began = time.perf_counter()
    report = import_orders(source=Path(path), by=None, zone=LONDON)
    return {"seconds": time.perf_counter() - began, "steps": report.figures()["seconds"], "rows": report.rows_read}


def raw_copy(progress: Progress, *, path: str) -> dict[str, Any]:
    """The file's bytes into a table of texts: what PostgreSQL can do at most."""
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE flat ({FLAT_TEXT}) ON COMMIT DROP")
        with packed(path) as file, cursor.copy("COPY flat FROM STDIN (FORMAT csv, HEADER)") as copy:
            while block := file.read(BLOCK):
                copy.write(block)
    return {"seconds": time.perf_counter() - began}


def pandas_chunks(progress: Progress, *, path: str) -> dict[str, Any]:
    """Chunks of 50,000 rows, cleaned column by column, by COPY into one flat table."""
    import pandas as pd

    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE flat ({FLAT_TYPED}) ON COMMIT DROP")
        for chunk in pd.read_csv(path, dtype=str, keep_default_na=False, chunksize=CHUNK):
            chunk["StockCode"] = chunk["StockCode"].str.strip().str.upper()
            chunk["Description"] = chunk["Description"].str.strip()
            chunk["Customer ID"] = chunk["Customer ID"].str.removesuffix(".0")
            numbers = pd.to_numeric(chunk["Quantity"], errors="coerce")
            good = numbers.notna() & numbers.ne(0) & pd.to_datetime(chunk["InvoiceDate"], errors="coerce").notna()
            text = chunk[good].to_csv(index=False, header=False)
            with cursor.copy("COPY flat FROM STDIN (FORMAT csv)") as copy:
                copy.write(text)
    return {"seconds": time.perf_counter() - began}


def bulk_create(progress: Progress, *, path: str, lines: int = 0) -> dict[str, Any]:
    """`csv.reader`, model instances, `bulk_create` of a thousand, a transaction for each: what one usually writes.

    Parents come first in each batch, ids are kept in dicts, totals are set by one UPDATE at the end.
    """
    began = time.perf_counter()
    rows = 0
    shop = BulkShop()
    with io.TextIOWrapper(packed(path), encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        while batch := list(islice(reader, BATCH)):
            shop.take(batch)
            rows += len(batch)
            if lines and rows >= lines:
                break
    shop.finish()
    return {"seconds": time.perf_counter() - began, "rows": rows}


class BulkShop:
    """Orders, customers and products by the names the file has for them."""

    def __init__(self) -> None:
        from apps.catalog.models import Product

        self.product_model = Product
        self.products: dict[str, Any] = {}
        self.sold: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.customers: dict[str, Customer] = {}
        self.orders: dict[str, Order] = {}
        self.sections: dict[str, int] = {}
        self.positions: dict[str, int] = {}
        self.latest = ""
        self.section = 1

    def take(self, batch: list[list[str]]) -> None:
        kept = list(self.first_copies(batch))
        with transaction.atomic():
            self.make_parents(kept)
            OrderLine.objects.bulk_create([self.line(row) for row in kept])

    def first_copies(self, batch: list[list[str]]) -> Iterator[list[str]]:
        """Without the rows of invoices that an earlier section had."""
        for row in batch:
            number, at = row[0], row[4]
            if at < self.latest:
                self.section += 1
            self.latest = at
            if self.sections.setdefault(number, self.section) == self.section:
                yield row

    def make_parents(self, kept: list[list[str]]) -> None:
        products, customers, orders = [], [], []
        for number, written, description, _, at, price, buyer, country in kept:
            code, name, customer = written.strip().upper(), description.strip(), buyer.removesuffix(".0")
            if code not in self.products:
                self.products[code] = product = self.product_model(sku=code, name=name, kind=kind_of_product(code))
                products.append(product)
            if name and (Decimal(price) > 0 or not (self.products[code].name or code in self.renamed)):
                self.renamed[code] = name
            if customer and customer not in self.customers:
                self.customers[customer] = Customer(number=customer, country=code_of_country(country))
                customers.append(self.customers[customer])
            if number not in self.orders:
                self.orders[number] = order = Order(
                    number=number,
                    customer=self.customers[customer] if customer else None,
                    country=code_of_country(country),
                    currency=settings.CURRENCY,
                    status="completed",
                    placed_at=datetime.fromisoformat(at).replace(tzinfo=LONDON),
                    kind=kind_of_order(letter=letter_of(number), adjusts=letter_of(number) == "A"),
                )
                orders.append(order)
        self.product_model.objects.bulk_create(products)
        Customer.objects.bulk_create(customers)
        Order.objects.bulk_create(orders)

    def line(self, row: list[str]) -> OrderLine:
        number, sku, name, quantity, _, price, _, _ = row
        self.positions[number] = position = self.positions.get(number, 0) + 1
        product = self.products[sku.strip().upper()]
        return OrderLine(
            order=self.orders[number],
            position=position,
            product=product,
            sku=product.sku,
            name=name.strip(),
            quantity=int(quantity),
            unit_price=Decimal(price),
        )

    @transaction.atomic
    def finish(self) -> None:
        """Totals, kinds, names and countries that only the whole file tells."""
        lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
        Order.objects.update(
            total=Subquery(lines.annotate(sum=Sum("amount")).values("sum")),
            line_count=Subquery(lines.annotate(count=Count("pk")).values("count")),
        )
        written_off = OrderLine.objects.filter(quantity__lt=0).values("order")
        Order.objects.filter(kind="sale", pk__in=written_off).update(kind="adjustment")
        changed = []
        for sku, name in self.renamed.items():
            if self.products[sku].name != name:
                self.products[sku].name = name
                changed.append(self.products[sku])
        self.product_model.objects.bulk_update(changed, ["name"], batch_size=BATCH)
        last = Order.objects.filter(customer=OuterRef("pk")).order_by("-placed_at", "-pk").values("country")[:1]
        Customer.objects.update(country=Subquery(last))


def import_export(progress: Progress, *, path: str, lines: int) -> dict[str, Any]:
    """django-import-export in its fast form (`use_bulk`), on the first lines; their parents are there already."""
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from apps.catalog.models import Product

    class LineResource(resources.ModelResource):  # type: ignore[misc]
        order = fields.Field("order", "order", widgets.ForeignKeyWidget(Order, "number"))
        product = fields.Field("product", "product", widgets.ForeignKeyWidget(Product, "sku"))

        class Meta:
            model = OrderLine
            fields = ("order", "position", "product", "sku", "name", "quantity", "unit_price")
            import_id_fields = ("order", "position")
            use_bulk, batch_size, force_init_instance = True, BATCH, True
            skip_diff = skip_html_diff = True
            use_transactions = True

    shop = BulkShop()
    dataset = Dataset(headers=["order", "position", "product", "sku", "name", "quantity", "unit_price"])
    with io.TextIOWrapper(packed(path), encoding="utf-8", newline="") as file:
        kept = list(shop.first_copies(list(islice(csv.reader(file), 1, lines + 1))))
    shop.make_parents(kept)
    for row in kept:
        line = shop.line(row)
        dataset.append([row[0], line.position, line.sku, line.sku, line.name, str(line.quantity), str(line.unit_price)])
    began = time.perf_counter()
    result = LineResource().import_data(dataset, raise_errors=True)
    return {"seconds": time.perf_counter() - began, "rows": result.total_rows}


def packed(path: str) -> Any:
    """The plain bytes of a file that may be gzip."""
    return gzip.open(path) if path.endswith(".gz") else Path(path).open("rb")

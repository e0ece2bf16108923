"""Writing the demonstration shop down, and the import with faults that belongs to it."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.development import PERSONAS
from apps.catalog.models import Price, Product, StockItem, StockMovement
from apps.core.models import JobState
from apps.core.money import decimals
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, ImportJob, Order, OrderLine, StatusChange
from apps.orders.services.importing import ImportReport, import_orders
from apps.payments.models import Payment, Refund
from apps.showcase.demo.faulty_file import NAME, write_faulty_file
from apps.showcase.demo.goods import make_goods
from apps.showcase.demo.order_rows import OrderRows
from apps.showcase.demo.stocking import seed_customers, seed_products
from apps.showcase.demo.story import Story
from apps.showcase.demo.warehouse import seed_prices, seed_stock

GOODS, LINES_A_CUSTOMER, BATCH = 400, 25, 2_000


@dataclass(frozen=True)
class Seeded:
    """How many rows of each kind were written."""

    lines: int
    orders: int
    customers: int
    products: int
    payments: int
    refunds: int


@transaction.atomic
def seed_orders(
    *, lines: int, seed: int = 1, now: datetime | None = None, progress: Callable[[int], None] = lambda done: None
) -> Seeded:
    """Orders with `lines` lines together over the last year and a half, numbered from V1000001 or after the last one.

    Products and customers that a former run made are used again. Everything is written or nothing.
    """
    now = now or timezone.now()
    goods = make_goods(GOODS, random=Random("goods"))
    products, new_products = seed_products(goods, now)
    customers, new_customers = seed_customers(max(60, lines // LINES_A_CUSTOMER), now)
    unit = 10 ** (3 - decimals(settings.CURRENCY))
    orders = Story(goods=goods, customers=len(customers), now=now, seed=seed, unit=unit).orders(lines)
    rows = OrderRows(goods, products, customers)
    while batch := list(islice(orders, BATCH)):
        rows.write(batch)
        progress(rows.lines)
    seed_prices(goods, products, now)
    seed_stock(goods, products, now)
    link_customer_accounts([pk for pk, _ in customers])
    return Seeded(rows.lines, rows.orders, new_customers, new_products, rows.payments, rows.refunds)


@transaction.atomic
def stock_up(*, now: datetime | None = None) -> bool:
    """Prices and stock for demonstration goods of a time before there were any; False when nothing was missing."""
    now = now or timezone.now()
    goods = make_goods(GOODS, random=Random("goods"))
    products = dict(Product.objects.filter(sku__in=[item.sku for item in goods]).values_list("sku", "pk"))
    known = [item for item in goods if item.sku in products]
    return seed_prices(known, products, now) + seed_stock(known, products, now) > 0


def link_customer_accounts(customers: Sequence[int]) -> None:
    """Each development person who is a customer, and has no customer record yet, gets one who bought often."""
    seeded = [persona.email for persona in PERSONAS if persona.role == "customer"]
    free = User.objects.filter(email__in=seeded, customer=None).order_by("pk")
    unlinked = Customer.objects.filter(pk__in=customers[:50], user=None).order_by("number")
    for user, customer in zip(free, unlinked, strict=False):
        customer.user = user
        customer.name = user.name or customer.name
        customer.email = user.email
        customer.save(update_fields=["user", "name", "email"])


def import_faulty_file(*, now: datetime | None = None) -> ImportReport | None:
    """An import as a manager would make it, of a file with faults; None when the shop has stored that file."""
    if ImportJob.objects.filter(file_name=NAME, job__state=JobState.SUCCEEDED).exists():
        return None
    now = now or timezone.now()
    with tempfile.TemporaryDirectory(prefix="vitrine-demo-") as folder:
        path = Path(folder) / NAME
        write_faulty_file(path, goods=make_goods(GOODS, random=Random("goods")), now=now)
        manager = User.objects.filter(email="manager@vitrine.example").first()
        return import_orders(source=path, by=manager, mode=ImportMode.SKIP_BAD, zone=ZoneInfo("UTC"))


def refresh_statistics() -> None:
    """Let the planner know what came: a bulk load changes tables faster than autovacuum looks."""
    catalog: tuple[type[models.Model], ...] = (Product, Price, StockItem, StockMovement)
    sold: tuple[type[models.Model], ...] = (Customer, Order, OrderLine, StatusChange, Payment, Refund)
    tables = (*catalog, *sold)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables))

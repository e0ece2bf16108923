"""Writing the demonstration shop down: goods, customers, orders and their money, in one transaction."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Category, Product
from apps.core.money import decimals
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, ImportJob, Order, OrderLine, StatusChange
from apps.orders.services.importing import ImportReport, import_orders
from apps.payments.models import Payment, Refund
from apps.showcase.demo.faulty_file import NAME, write_faulty_file
from apps.showcase.demo.goods import CATEGORIES, COUNTRIES, FIRST_NAMES, LAST_NAMES, Goods, make_goods
from apps.showcase.demo.story import DAYS, DemoOrder, Story
from apps.showcase.demo.writing import copy_rows, take_ids, thousandths

GOODS, LINES_A_CUSTOMER = 400, 25
FIRST_ORDER, FIRST_CUSTOMER = 1_000_001, 10_001
Progress = Callable[[int], None]


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
    *, lines: int, seed: int = 1, now: datetime | None = None, progress: Progress = lambda d: None
) -> Seeded:
    """Orders with `lines` lines together over the last year and a half, numbered from V1000001 or after the last one.

    Products and customers that a former run made are used again. Everything is written or nothing.
    """
    now = now or timezone.now()
    goods = make_goods(GOODS, random=Random("goods"))
    products, new_products = seed_products(goods, now)
    customers, new_customers = seed_customers(max(60, lines // LINES_A_CUSTOMER), now)
    unit = 10 ** (3 - decimals(settings.CURRENCY))
    story = Story(goods=goods, customers=len(customers), now=now, seed=seed, unit=unit)
    orders = list(story.orders(lines))
    order_ids = list(take_ids(Order, len(orders)))
    write_orders(orders, order_ids, customers)
    write_lines(orders, order_ids, goods, products, progress)
    write_changes(orders, order_ids)
    payments, refunds = write_money(orders, order_ids)
    link_customer_accounts([pk for pk, _ in customers])
    return Seeded(lines, len(orders), new_customers, new_products, payments, refunds)


def seed_products(goods: list[Goods], now: datetime) -> tuple[dict[str, int], int]:
    """Ids of the goods' products by SKU, and how many had to be made."""
    shelves = {
        slug: Category.objects.get_or_create(slug=slug, defaults={"name": name})[0].pk
        for slug, (name, _) in CATEGORIES.items()
    }
    products = dict(Product.objects.filter(sku__in=[item.sku for item in goods]).values_list("sku", "pk"))
    new = [item for item in goods if item.sku not in products]
    products |= dict(zip([item.sku for item in new], take_ids(Product, len(new)), strict=True))
    started = now - timedelta(days=DAYS)
    copy_rows(
        Product,
        ("id", "sku", "name", "kind", "is_active", "created_at"),
        ((products[item.sku], item.sku, item.name, "goods", True, started) for item in new),
    )
    copy_rows(
        Product.categories.through,
        ("product_id", "category_id"),
        ((products[item.sku], shelves[slug]) for item in new for slug in item.categories),
    )
    return products, len(new)


def seed_customers(count: int, now: datetime) -> tuple[list[tuple[int, str]], int]:
    """Id and country of `count` customers, numbered from V10001, and how many had to be made."""
    random = Random("customers")
    people = []
    for number in range(FIRST_CUSTOMER, FIRST_CUSTOMER + count):
        first, last, country = random.choice(FIRST_NAMES), random.choice(LAST_NAMES), random.choice(COUNTRIES)
        mail = f"{first}.{last}.{number}@example.org".lower().replace("'", "").replace("ë", "e")
        people.append((f"V{number}", f"{first} {last}", mail, country))
    ids = dict(Customer.objects.filter(number__in=[number for number, *_ in people]).values_list("number", "pk"))
    new = [person for person in people if person[0] not in ids]
    ids |= dict(zip([number for number, *_ in new], take_ids(Customer, len(new)), strict=True))
    started = now - timedelta(days=DAYS)
    copy_rows(
        Customer,
        ("id", "number", "name", "email", "country", "created_at"),
        ((ids[person[0]], *person, started) for person in new),
    )
    return [(ids[number], country) for number, _, _, country in people], len(new)


def write_orders(orders: Sequence[DemoOrder], ids: Sequence[int], customers: Sequence[tuple[int, str]]) -> None:
    last = Order.objects.filter(number__regex=r"^V\d{7}$").aggregate(last=Max("number"))["last"]
    first_number = int(last[1:]) + 1 if last else FIRST_ORDER

    def rows() -> Iterable[Sequence[Any]]:
        for number, (pk, order) in enumerate(zip(ids, orders, strict=True), start=first_number):
            customer, country = (None, "GB") if order.customer is None else customers[order.customer]
            yield (pk, f"V{number}", order.kind.value, order.status.value, customer, country, settings.CURRENCY,
                   thousandths(order.total), len(order.lines), order.placed_at, order.placed_at, "")  # fmt: skip

    columns = ("id", "number", "kind", "status", "customer_id", "country", "currency", "total", "line_count",
               "placed_at", "created_at", "source_digest")  # fmt: skip
    copy_rows(Order, columns, rows())


def write_lines(
    orders: Sequence[DemoOrder],
    ids: Sequence[int],
    goods: Sequence[Goods],
    products: dict[str, int],
    progress: Progress,
) -> None:
    def rows() -> Iterable[Sequence[Any]]:
        done = 0
        for pk, order in zip(ids, orders, strict=True):
            for position, line in enumerate(order.lines, start=1):
                item = goods[line.goods]
                price = thousandths(line.price)
                yield (pk, position, products[item.sku], item.sku, item.name, line.quantity, price)
            done += len(order.lines)
            progress(done)

    copy_rows(OrderLine, ("order_id", "position", "product_id", "sku", "name", "quantity", "unit_price"), rows())


def write_changes(orders: Sequence[DemoOrder], ids: Sequence[int]) -> None:
    def rows() -> Iterable[Sequence[Any]]:
        for pk, order in zip(ids, orders, strict=True):
            before = ""
            for status, reason, at in order.changes:
                yield pk, before, status.value, reason, at
                before = status.value

    copy_rows(StatusChange, ("order_id", "from_status", "to_status", "reason", "created_at"), rows())


def write_money(orders: Sequence[DemoOrder], ids: Sequence[int]) -> tuple[int, int]:
    """Payments and refunds; how many of each."""
    paid = [
        (pk, number, paid)
        for pk, order in zip(ids, orders, strict=True)
        for number, paid in enumerate(order.payments, 1)
    ]
    payment_ids = list(take_ids(Payment, len(paid)))
    columns = ("id", "order_id", "method", "status", "currency", "authorised", "captured", "refunded", "reference")
    payments = copy_rows(
        Payment,
        (*columns, "created_at"),
        (
            (
                pk,
                order,
                payment.method.value,
                payment.status.value,
                settings.CURRENCY,
                thousandths(payment.authorised),
                thousandths(payment.captured),
                thousandths(sum(amount for amount, _, _ in payment.refunds)),
                f"demo-{order}-{number}",
                payment.at,
            )
            for pk, (order, number, payment) in zip(payment_ids, paid, strict=True)
        ),
    )
    refunds = copy_rows(
        Refund,
        ("payment_id", "amount", "status", "reason", "created_at"),
        (
            (pk, thousandths(amount), "completed", reason, at)
            for pk, (_, _, payment) in zip(payment_ids, paid, strict=True)
            for amount, reason, at in payment.refunds
        ),
    )
    return payments, refunds


def link_customer_accounts(customers: Sequence[int]) -> None:
    """Everybody who holds the role customer and is nobody's account yet gets a customer who bought often."""
    free = User.objects.filter(roles__slug="customer", customer=None).order_by("pk")
    unlinked = Customer.objects.filter(pk__in=customers[:50], user=None).order_by("number")
    for user, customer in zip(free, unlinked, strict=False):
        customer.user = user
        customer.name = user.name or customer.name
        customer.email = user.email
        customer.save(update_fields=["user", "name", "email"])


def import_faulty_file(*, now: datetime | None = None) -> ImportReport | None:
    """An import as a manager would make it, of a file with faults; None when the shop has seen that file."""
    if ImportJob.objects.filter(file_name=NAME).exists():
        return None
    now = now or timezone.now()
    with tempfile.TemporaryDirectory(prefix="vitrine-demo-") as folder:
        path = Path(folder) / NAME
        write_faulty_file(path, goods=make_goods(GOODS, random=Random("goods")), now=now)
        manager = User.objects.filter(email="manager@vitrine.example").first()
        return import_orders(source=path, by=manager, mode=ImportMode.SKIP_BAD, zone=ZoneInfo("UTC"))


def refresh_statistics() -> None:
    """Let the planner know what came: a bulk load changes tables faster than autovacuum looks."""
    tables: tuple[type[models.Model], ...] = (Product, Customer, Order, OrderLine, StatusChange, Payment, Refund)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables))

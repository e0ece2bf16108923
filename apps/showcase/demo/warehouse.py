"""Prices and stock of the demonstration goods: every price the orders were placed at, every unit they moved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from apps.accounts.models import User
from apps.catalog.enums import MovementKind
from apps.catalog.models import Price, StockItem, StockMovement
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import OrderLine
from apps.showcase.demo.goods import FIRST_DAY, Goods
from apps.showcase.demo.writing import copy_rows, thousandths

SENT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
OPEN = (OrderStatus.PLACED, OrderStatus.PAID)
DELIVERY_EVERY = timedelta(days=90)
COUNTED_BEFORE = timedelta(days=200)
PRICE_COLUMNS = ("product_id", "currency", "amount", "valid_from", "set_by_id", "reason", "created_at")
ITEM_COLUMNS = ("product_id", "on_hand", "reserved")
MOVEMENT_COLUMNS = (
    *("item_id", "kind", "quantity", "reserved", "on_hand_after", "reserved_after"),
    *("reason", "by_id", "request_id", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that moves a product's stock: by so many on hand, by so many reserved."""

    at: datetime
    kind: MovementKind
    quantity: int
    reason: str
    reserved: int = 0


def seed_prices(goods: Iterable[Goods], products: dict[str, int], now: datetime) -> int:
    """The price history of the goods that have none yet; how many prices were written."""
    priced = set(Price.objects.filter(product__in=products.values()).values_list("product", flat=True))
    manager = _person("manager")
    return copy_rows(
        Price,
        PRICE_COLUMNS,
        (
            (products[item.sku], settings.CURRENCY, thousandths(price), begins, manager, reason, begins)
            for item in goods
            if products[item.sku] not in priced
            for days, price, reason in item.history
            for begins in [now - timedelta(days=days)]
        ),
    )


def seed_stock(goods: Iterable[Goods], products: dict[str, int], now: datetime) -> int:
    """Stock of the goods that have none yet, with movements that sum to it; how many movements were written.

    What was sent and came back is what the orders say, a movement a month; what open orders ask for is reserved.
    """
    stocked = set(StockItem.objects.filter(product__in=products.values()).values_list("product", flat=True))
    new = [products[item.sku] for item in goods if products[item.sku] not in stocked]
    sent, returned, asked = (
        _units_of(new, OrderKind.SALE, SENT),
        _units_of(new, OrderKind.CREDIT_NOTE),
        _open_units(new),
    )
    items, movements = [], []
    for product in new:
        random = Random(f"stock {product}")
        steps = sorted(_life(sent[product], returned[product], asked[product], now, random), key=lambda step: step.at)
        on_hand = reserved = 0
        for step in steps:
            on_hand += step.quantity
            reserved += step.reserved
            movements.append((product, step, on_hand, reserved))
        items.append((product, on_hand, reserved))
    copy_rows(StockItem, ITEM_COLUMNS, items)
    worker = _person("warehouse")
    movements.sort(key=lambda movement: movement[1].at)
    return copy_rows(
        StockMovement,
        MOVEMENT_COLUMNS,
        (
            (
                product,
                step.kind.value,
                step.quantity,
                step.reserved,
                on_hand,
                reserved,
                step.reason,
                worker,
                "",
                step.at,
            )
            for product, step, on_hand, reserved in movements
        ),
    )


Months = dict[datetime, int]


def _life(sent: Months, returned: Months, asked: int, now: datetime, random: Random) -> Iterator[Step]:
    """What moved a product's stock, so that it was never below zero and ends at a level of its own."""
    begin = now - timedelta(days=FIRST_DAY)
    broken, found_missing = random.choice((0, 0, 0, 1, 2)), random.choice((0, 0, 0, 0, 1, 3))
    spare = broken + found_missing + max(_level(random) + asked - sum(returned.values()), 0)
    first, last = begin + timedelta(hours=9), now - timedelta(hours=3)
    sales = [(max(min(month + timedelta(days=27, hours=15), last), first), units) for month, units in sent.items()]
    delivered = begin
    while delivered < now:
        until = delivered + DELIVERY_EVERY
        units = sum(units for at, units in sales if delivered <= at < until) + spare
        spare = 0
        if units:
            yield Step(delivered, MovementKind.RECEIVE, units, f"delivery note {random.randrange(10_000, 99_999)}")
        delivered = until
    for at, units in sales:
        yield Step(at, MovementKind.SELL, -units, f"orders sent in {at:%B %Y}")
    for month, units in returned.items():
        at = max(min(month + timedelta(days=20, hours=10), last), first)
        yield Step(at, MovementKind.RETURN, units, f"returned in {at:%B %Y}")
    if broken:
        at = begin + timedelta(days=random.randrange(30, 300), hours=4)
        yield Step(at, MovementKind.ADJUST, -broken, random.choice(("broken in the warehouse", "wet in the basement")))
    yield Step(now - COUNTED_BEFORE, MovementKind.STOCKTAKE, -found_missing, "yearly count")
    if asked:
        yield Step(now - timedelta(hours=1), MovementKind.RESERVE, 0, "open orders", asked)


def _level(random: Random) -> int:
    """How many units are free in the end: most goods have plenty, some run out, some have."""
    draw = random.random()
    if draw < 0.04:
        return 0
    return random.randrange(1, 6) if draw < 0.12 else random.randrange(8, 240)


def _units_of(products: list[int], kind: OrderKind, statuses: Iterable[OrderStatus] = OrderStatus) -> dict[int, Months]:
    """Units on orders of a kind by product and month, none of them negative."""
    lines = OrderLine.objects.filter(product__in=products, order__kind=kind, order__status__in=list(statuses))
    found: dict[int, Months] = defaultdict(dict)
    for product, month, units in (
        lines.annotate(month=TruncMonth("order__placed_at")).values_list("product", "month").annotate(Sum("quantity"))
    ):
        found[product][month] = abs(units)
    return found


def _open_units(products: list[int]) -> dict[int, int]:
    """Units that open orders ask for, by product."""
    lines = OrderLine.objects.filter(product__in=products, order__kind=OrderKind.SALE, order__status__in=OPEN)
    return defaultdict(int, lines.values_list("product").annotate(Sum("quantity")))


def _person(role: str) -> int | None:
    """Who did it: the development person of that role, where there is one."""
    return User.objects.filter(email=f"{role}@vitrine.example").values_list("pk", flat=True).first()

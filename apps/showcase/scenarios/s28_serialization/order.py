"""The order that is written and read: nested, with an id, a state, a time, text beyond ASCII, and exact amounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from apps.orders.enums import OrderStatus

GOODS = (
    ("85048", "15CM CHRISTMAS GLASS BALL 20 LIGHTS", 12, Decimal("6.950")),
    ("21232", "Crème brûlée dish ☕", 24, Decimal("1.255")),
    ("22064", "Pink doughnut trinket pot", 7, Decimal("0.070")),
    ("79323P", "Größe L, „rosa“", 3, Decimal("19.990")),
)
REFERENCE = "L'été — N° 7"


@dataclass(frozen=True)
class Line:
    """A line of the order."""

    position: int
    sku: str
    name: str
    quantity: int
    unit_price: Decimal
    amount: Decimal
    discount: Decimal | None


@dataclass(frozen=True)
class Order:
    """An order with its lines."""

    id: UUID
    number: str
    status: OrderStatus
    reference: str
    currency: str
    placed_at: datetime
    cancelled_at: datetime | None
    total: Decimal
    lines: list[Line]


def make_order(lines: int) -> Order:
    """The same order each time, with so many lines."""
    made = [
        Line(position, sku, name, quantity, price, quantity * price, None)
        for position, (sku, name, quantity, price) in enumerate(islice(cycle(GOODS), lines), 1)
    ]
    return Order(
        id=UUID("0191f2b6-8c1e-4f7a-9d3b-2a6c5e1f4b70"),
        number="489434",
        status=OrderStatus.COMPLETED,
        reference=REFERENCE,
        currency="GBP",
        placed_at=datetime(2011, 12, 9, 12, 50, 0, 123456, tzinfo=UTC),
        cancelled_at=None,
        total=sum((line.amount for line in made), Decimal()),
        lines=made,
    )


def plain(order: Order) -> dict[str, Any]:
    """The order as dicts and a list, its values as they are."""
    return vars(order) | {"lines": [vars(line) for line in order.lines]}


def facts_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of an order that was turned into plain dicts and lists, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from facts_of(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from facts_of(inner, f"{path}[{index}]")
    else:
        yield path, value

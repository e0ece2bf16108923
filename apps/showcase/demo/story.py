"""A year and a half of a shop's life, as plain values: which orders came, what became of them and of their money.

Amounts are whole thousandths of the currency; money that moves is a multiple of `unit`, the smallest coin.
`seeding.py` writes the story down.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from apps.orders.enums import OrderKind, OrderStatus
from apps.payments.enums import PaymentMethodKind, PaymentStatus
from apps.showcase.demo.goods import FIRST_DAY, Goods, popular

DAYS = FIRST_DAY
METHODS = (PaymentMethodKind.CARD,) * 6 + (PaymentMethodKind.PAYPAL,) * 3 + (PaymentMethodKind.BANK_TRANSFER,
           PaymentMethodKind.UPI, PaymentMethodKind.STORE_CREDIT)  # fmt: skip


class Fate(StrEnum):
    """What becomes of an order; all but the first are what a back office is for."""

    USUAL = "usual"
    OVERPAID = "overpaid"
    HALF_REFUNDED = "half refunded"
    REFUNDED = "returned and refunded"
    CANCELLED = "cancelled before payment"
    CANCELLED_AFTER_PAYMENT = "cancelled after payment, money still here"
    FAILED_FIRST = "first payment failed, second went through"
    NEVER_PAID = "every payment failed"


FATES = {
    Fate.OVERPAID: 0.012,
    Fate.HALF_REFUNDED: 0.015,
    Fate.REFUNDED: 0.012,
    Fate.CANCELLED: 0.02,
    Fate.CANCELLED_AFTER_PAYMENT: 0.008,
    Fate.FAILED_FIRST: 0.03,
    Fate.NEVER_PAID: 0.008,
}


@dataclass(slots=True)
class Line:
    goods: int
    quantity: int
    price: int


@dataclass(slots=True)
class Paid:
    """A payment; `refunds` are (amount, reason, at)."""

    method: PaymentMethodKind
    status: PaymentStatus
    authorised: int
    captured: int
    at: datetime
    refunds: list[tuple[int, str, datetime]] = field(default_factory=list)


@dataclass(slots=True)
class DemoOrder:
    customer: int | None
    placed_at: datetime
    kind: OrderKind
    lines: list[Line]
    status: OrderStatus = OrderStatus.PLACED
    changes: list[tuple[OrderStatus, str, datetime]] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.quantity * line.price for line in self.lines)

    def move(self, status: OrderStatus, reason: str, at: datetime) -> None:
        self.changes.append((status, reason, at))
        self.status = status


class Story:
    """Tells the orders of the time before `now`, oldest first. The same seed and `now` tell the same story."""

    def __init__(self, *, goods: list[Goods], customers: int, now: datetime, seed: int, unit: int = 10) -> None:
        self.random = Random(seed)
        self.unit = unit
        self.goods = goods
        self.customers = customers
        self.now = now

    def orders(self, lines: int) -> Iterator[DemoOrder]:
        """Orders that have `lines` lines together; the last one came minutes ago."""
        baskets = []
        while lines > 0:
            size = min(lines, 1 + int(self.random.expovariate(1 / 4.5)))
            baskets.append(size)
            lines -= size
        for place, size in enumerate(baskets, start=1):
            yield self._order(size, self._moment(place / len(baskets)))

    def _moment(self, share: float) -> datetime:
        """When the order at this share of the story came: business grows, and nobody buys before eight."""
        at = self.now - timedelta(days=DAYS) * (1 - share**0.75)
        if at.hour < 8:
            at = at.replace(hour=8 + at.hour * 2 % 12, minute=at.minute)
        return min(at, self.now - timedelta(minutes=self.random.randrange(2, 9)))

    def _order(self, size: int, at: datetime) -> DemoOrder:
        customer = None if self.random.random() < 0.04 else popular(self.random, self.customers, favour=1.5)
        if self.random.random() < 0.025:
            return self._credit_note(customer, at, size)
        lines = [self._line(at) for _ in range(size)]
        order = DemoOrder(customer, at, OrderKind.SALE, lines)
        order.move(OrderStatus.PLACED, "", at)
        self._live(order, self._fate())
        return order

    def _line(self, at: datetime) -> Line:
        goods = popular(self.random, len(self.goods))
        price = self.goods[goods].price_at(-(at - self.now).days)
        return Line(goods, self.random.choice((1, 1, 1, 2, 2, 3, 4, 6, 12)), price)

    def _credit_note(self, customer: int | None, at: datetime, size: int) -> DemoOrder:
        lines = [self._line(at) for _ in range(size)]
        for line in lines:
            line.quantity = -line.quantity
        order = DemoOrder(customer, at, OrderKind.CREDIT_NOTE, lines)
        order.move(OrderStatus.COMPLETED, "goods came back", at)
        return order

    def _fate(self) -> Fate:
        draw = self.random.random()
        for fate, share in FATES.items():
            draw -= share
            if draw < 0:
                return fate
        return Fate.USUAL

    def _live(self, order: DemoOrder, fate: Fate) -> None:
        """Let the order live as long as the story lasts."""
        at = order.placed_at
        if fate == Fate.CANCELLED:
            self._later(order, at, 5, OrderStatus.CANCELLED, "customer changed their mind")
            return
        if fate in (Fate.FAILED_FIRST, Fate.NEVER_PAID):
            at += timedelta(minutes=2)
            order.payments.append(Paid(self._method(), PaymentStatus.FAILED, 0, 0, at))
        if fate == Fate.NEVER_PAID:
            return
        at += timedelta(minutes=self.random.choice((1, 1, 2, 3, 90, 60 * 26)))
        if at >= self.now:
            order.payments.append(Paid(self._method(), PaymentStatus.PENDING, 0, 0, order.placed_at))
            return
        payment = self._pay(order, at, extra=5 if fate == Fate.OVERPAID else 0)
        if fate == Fate.CANCELLED_AFTER_PAYMENT:
            self._later(order, at, 12, OrderStatus.CANCELLED, "cancelled by phone")
            return
        at = self._later(order, at, 40, OrderStatus.SHIPPED, "")
        at = self._later(order, at, 90, OrderStatus.COMPLETED, "")
        self._give_back(payment, fate, at)

    def _method(self) -> PaymentMethodKind:
        return self.random.choice(METHODS)

    def _pay(self, order: DemoOrder, at: datetime, *, extra: int) -> Paid:
        amount = (order.total + self.unit // 2) // self.unit * self.unit + extra * 1000
        payment = Paid(self._method(), PaymentStatus.CAPTURED, amount, amount, at)
        order.payments.append(payment)
        order.move(OrderStatus.PAID, "", at)
        return payment

    def _give_back(self, payment: Paid, fate: Fate, at: datetime) -> None:
        at += timedelta(days=3)
        if at >= self.now:
            return
        if fate == Fate.HALF_REFUNDED and payment.captured >= 2 * self.unit:
            half = payment.captured // (2 * self.unit) * self.unit
            payment.refunds.append((half, "half of it arrived broken", at))
            payment.status = PaymentStatus.PARTLY_REFUNDED
        if fate == Fate.REFUNDED:
            payment.refunds.append((payment.captured, "all of it came back", at))
            payment.status = PaymentStatus.REFUNDED

    def _later(self, order: DemoOrder, at: datetime, hours: int, status: OrderStatus, reason: str) -> datetime:
        """The next step of an order's life, unless the story ends before it."""
        at += timedelta(hours=1 + self.random.random() * hours)
        if at < self.now and order.status != OrderStatus.CANCELLED:
            order.move(status, reason, at)
        return at

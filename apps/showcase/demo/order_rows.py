"""Orders of the story as rows of their tables, a batch at a time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Max

from apps.orders.models import Order, OrderLine, StatusChange
from apps.payments.models import Payment, Refund
from apps.showcase.demo.goods import Goods
from apps.showcase.demo.story import DemoOrder, Paid
from apps.showcase.demo.writing import copy_rows, take_ids, thousandths

FIRST_NUMBER = 1_000_001
Row = Sequence[Any]
Batch = list[tuple[int, DemoOrder]]


class OrderRows:
    """Writes orders with their lines, history and money; counts what it wrote."""

    def __init__(self, goods: Sequence[Goods], products: dict[str, int], customers: Sequence[tuple[int, str]]) -> None:
        self.goods, self.products, self.customers = goods, products, customers
        last = Order.objects.filter(number__regex=r"^V\d{7}$").aggregate(last=Max("number"))["last"]
        self.next_number = int(last[1:]) + 1 if last else FIRST_NUMBER
        self.orders = self.lines = self.payments = self.refunds = 0

    def write(self, orders: Sequence[DemoOrder]) -> None:
        """One batch, in the order of the story."""
        batch = list(zip(take_ids(Order, len(orders)), orders, strict=True))
        self.orders += copy_rows(Order, ORDER_COLUMNS, self._order_rows(batch))
        self.lines += copy_rows(OrderLine, LINE_COLUMNS, self._line_rows(batch))
        copy_rows(StatusChange, CHANGE_COLUMNS, change_rows(batch))
        paid = [(pk, payment) for pk, order in batch for payment in order.payments]
        ids = list(take_ids(Payment, len(paid)))
        self.payments += copy_rows(Payment, PAYMENT_COLUMNS, payment_rows(ids, paid))
        self.refunds += copy_rows(Refund, REFUND_COLUMNS, refund_rows(ids, paid))

    def _order_rows(self, batch: Batch) -> Iterator[Row]:
        for pk, order in batch:
            customer, country = (None, "GB") if order.customer is None else self.customers[order.customer]
            yield (
                pk,
                f"V{self.next_number}",
                order.kind.value,
                order.status.value,
                customer,
                country,
                settings.CURRENCY,
                thousandths(order.total),
                len(order.lines),
                order.placed_at,
                order.placed_at,
                "",
            )
            self.next_number += 1

    def _line_rows(self, batch: Batch) -> Iterator[Row]:
        for pk, order in batch:
            for position, line in enumerate(order.lines, start=1):
                item = self.goods[line.goods]
                price = thousandths(line.price)
                yield pk, position, self.products[item.sku], item.sku, item.name, line.quantity, price


ORDER_COLUMNS = (
    *("id", "number", "kind", "status", "customer_id", "country", "currency", "total", "line_count"),
    *("placed_at", "created_at", "source_digest"),
)
LINE_COLUMNS = ("order_id", "position", "product_id", "sku", "name", "quantity", "unit_price")
CHANGE_COLUMNS = ("order_id", "from_status", "to_status", "reason", "created_at")
PAYMENT_COLUMNS = (
    *("id", "order_id", "method", "status", "currency", "authorised", "captured", "refunded"),
    *("reference", "created_at"),
)
REFUND_COLUMNS = ("payment_id", "amount", "status", "reason", "created_at")


def change_rows(batch: Batch) -> Iterator[Row]:
    for pk, order in batch:
        before = ""
        for status, reason, at in order.changes:
            yield pk, before, status.value, reason, at
            before = status.value


def payment_rows(ids: Iterable[int], paid: list[tuple[int, Paid]]) -> Iterator[Row]:
    for pk, (order, payment) in zip(ids, paid, strict=True):
        yield (
            pk,
            order,
            payment.method.value,
            payment.status.value,
            settings.CURRENCY,
            thousandths(payment.authorised),
            thousandths(payment.captured),
            thousandths(sum(amount for amount, _, _ in payment.refunds)),
            f"demo-{pk}",
            payment.at,
        )


def refund_rows(ids: Iterable[int], paid: list[tuple[int, Paid]]) -> Iterator[Row]:
    for pk, (_, payment) in zip(ids, paid, strict=True):
        for amount, reason, at in payment.refunds:
            yield pk, thousandths(amount), "completed", reason, at

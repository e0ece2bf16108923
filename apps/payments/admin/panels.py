"""What pages of lower apps, and the first page, show of payments."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core.backoffice.cells import amount_text
from apps.core.backoffice.figures import Figure
from apps.core.backoffice.filters import UpperFilter
from apps.core.backoffice.panels import FiguresPanel, RelatedPanel
from apps.core.backoffice.problems import Problem
from apps.core.backoffice.tables import list_url
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import Customer, Order
from apps.payments.enums import RefundStatus
from apps.payments.models import Payment, Refund
from apps.payments.selectors import (
    Balance,
    balance_of,
    balances_of,
    cancelled_orders_with_money,
    orders_paid_too_much,
)

MAY_SEE_MONEY = "payments.view_payment"
TOO_MUCH, CANCELLED = "too-much", "cancelled"


class MoneyFilter(UpperFilter):
    """Orders whose money does not fit them."""

    permission = MAY_SEE_MONEY
    title = "money"
    parameter_name = "money"
    found: ClassVar = {TOO_MUCH: orders_paid_too_much, CANCELLED: cancelled_orders_with_money}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(TOO_MUCH, "Paid too much"), (CANCELLED, "Cancelled, money still here")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        found = self.found.get(self.value() or "")
        return queryset.filter(pk__in=found().values("pk")) if found else queryset


def money_of_order(order: Order) -> list[Figure]:
    """What was paid on this order, and what is left to be paid or given back."""
    if order.kind != OrderKind.SALE and not order.payments.exists():
        return []
    payments = {"order__id__exact": order.pk}
    return figures(balance_of(order), payments, {f"payment__{name}": value for name, value in payments.items()})


def balance_of_customer(customer: Customer) -> list[Figure]:
    """The customer's account in each currency."""
    of_customer = {"customer__id__exact": customer.pk}
    payments = {f"order__{name}": value for name, value in of_customer.items()}
    refunded = {f"payment__{name}": value for name, value in payments.items()}
    found = []
    for balance in balances_of(customer):
        in_currency = of_customer | {"currency__exact": balance.currency}
        sold = list_url(
            Order,
            **in_currency,
            kind__exact=OrderKind.SALE.value,
            status__in=",".join(status for status in OrderStatus if status != OrderStatus.CANCELLED),
        )
        credited = list_url(Order, **in_currency, kind__exact=OrderKind.CREDIT_NOTE.value)
        found += [
            amount("Ordered", balance.ordered, balance.currency, sold, "Sales, without cancelled ones."),
            amount("Credited", balance.credited, balance.currency, credited, "Credit notes."),
            *figures(balance, payments, refunded),
        ]
    return found


def figures(balance: Balance, payments: dict[str, Any], refunded: dict[str, Any]) -> list[Figure]:
    """Paid, refunded, owed and in excess; the first two lead to their rows."""
    currency = balance.currency
    return [
        amount("Paid", balance.captured, currency, list_url(Payment, **payments), "Captured by payments here."),
        amount("Refunded", balance.refunded, currency, list_url(Refund, **refunded), ""),
        amount("Outstanding", balance.owed, currency, "", "Owed on orders that wait for money."),
        amount("To give back", balance.excess, currency, "", "Paid too much, or for cancelled orders."),
    ]


def amount(title: str, value: Any, currency: str, url: str, note: str) -> Figure:
    return Figure(title, amount_text(value, currency), url, note, currency)


def refunds(status: RefundStatus) -> Problem:
    """Refunds that are not through."""
    return Problem(
        f"Refunds {status.value}",
        "payments.view_refund",
        lambda: Refund.objects.filter(status=status),
        lambda: list_url(Refund, status__exact=status.value),
    )


PAYMENTS_OF_ORDER = RelatedPanel(
    title="Payments",
    model=Payment,
    path="order",
    columns=("payment_link", "method", "status_chip", "captured_money", "refunded_money", "created"),
    ordering=("-created_at", "-id"),
    minor=("method", "created"),
    empty="No payment is known for this order.",
)
MONEY_OF_ORDER = FiguresPanel(title="Money", permission=MAY_SEE_MONEY, figures=money_of_order)
BALANCE_OF_CUSTOMER = FiguresPanel(title="Balance", permission=MAY_SEE_MONEY, figures=balance_of_customer)
PROBLEMS = (
    Problem("Orders paid too much", MAY_SEE_MONEY, orders_paid_too_much, lambda: list_url(Order, money=TOO_MUCH)),
    Problem(
        "Cancelled orders with money",
        MAY_SEE_MONEY,
        cancelled_orders_with_money,
        lambda: list_url(Order, money=CANCELLED),
    ),
    refunds(RefundStatus.PENDING),
    refunds(RefundStatus.FAILED),
)

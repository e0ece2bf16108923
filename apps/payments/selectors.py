"""What payments say about orders and customers. Sums are by currency; different ones are never added."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Case, DecimalField, F, Func, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from apps.core.access import Answer, Finding, Row, RowKind, Step
from apps.core.money import Money, unusual_decimals
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import Customer, Order
from apps.payments.models import Payment
from apps.payments.rules.refunding import refusal_of_refund
from apps.payments.rules.settling import settle

OF_THE_SAME_CURRENCY = Q(payments__currency=F("currency"))
# What came in on an order and was not given back.
KEPT = Sum(F("payments__captured") - F("payments__refunded"))


@dataclass(frozen=True)
class Balance:
    """The account of orders in one currency. Ordered are sales that were not cancelled, credited is above zero."""

    currency: str
    ordered: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)
    captured: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)
    excess: Decimal = Decimal(0)


def balances_of(customer: Customer) -> list[Balance]:
    """One balance for each currency that the customer's orders are in, in the order of their codes: one query."""
    return _balances(Order.objects.filter(customer=customer))


def balance_of(order: Order) -> Balance:
    """The account of one order: one query."""
    (balance,) = _balances(Order.objects.filter(pk=order.pk))
    return balance


def _balances(orders: QuerySet[Order]) -> list[Balance]:
    rows = orders.order_by().values_list(
        "currency",
        "kind",
        "status",
        "total",
        Coalesce(Sum("payments__captured", filter=OF_THE_SAME_CURRENCY), Decimal(0)),
        Coalesce(Sum("payments__refunded", filter=OF_THE_SAME_CURRENCY), Decimal(0)),
    )
    found: dict[str, Balance] = {}
    for currency, kind, status, total, captured, refunded in rows:
        was = found.get(currency, Balance(currency))
        settled = settle(kind=kind, status=status, total=Money(total, currency), captured=captured, refunded=refunded)
        sold = kind == OrderKind.SALE and status != OrderStatus.CANCELLED
        found[currency] = replace(
            was,
            ordered=was.ordered + (total if sold else 0),
            credited=was.credited - (total if kind == OrderKind.CREDIT_NOTE else 0),
            captured=was.captured + captured,
            refunded=was.refunded + refunded,
            owed=was.owed + settled.owed,
            excess=was.excess + settled.excess,
        )
    return [found[currency] for currency in sorted(found)]


def orders_paid_too_much() -> QuerySet[Order]:
    """Sales with more money than their total in whole coins, after refunds."""
    sales = Order.objects.filter(OF_THE_SAME_CURRENCY, kind=OrderKind.SALE).exclude(status=OrderStatus.CANCELLED)
    return sales.annotate(kept=KEPT).filter(kept__gt=_in_whole_coins())


def cancelled_orders_with_money() -> QuerySet[Order]:
    """Cancelled sales whose money was not all given back."""
    cancelled = Order.objects.filter(OF_THE_SAME_CURRENCY, kind=OrderKind.SALE, status=OrderStatus.CANCELLED)
    return cancelled.annotate(kept=KEPT).filter(kept__gt=0)


def _in_whole_coins() -> Func:
    """The total as `Money.rounded` has it: PostgreSQL rounds halves away from zero as well."""
    places = Case(
        *(When(currency__in=codes, then=Value(count)) for count, codes in unusual_decimals().items()),
        default=Value(2),
    )
    return Func(F("total"), places, function="ROUND", output_field=DecimalField())


def refund_step(payment: Payment, amount: Decimal | None) -> Step:
    """Whether what came in on the payment, and is still here, allows a refund (of that amount)."""
    refusal = refusal_of_refund(captured=payment.captured, refunded=payment.refunded, amount=amount)
    kept = f"{payment.captured} {payment.currency} captured, {payment.refunded} given back"
    return Step(
        rule="refund_possible",
        question="Is there money to give back?",
        answer=Answer.NO if refusal else Answer.YES,
        says=refusal or "What was captured and not given back is enough.",
        read=(Finding(f"{kept}.", not refusal, Row("payments.payment", payment.pk, str(payment))),),
    )


ROW_KINDS = (
    RowKind(
        model=Payment,
        noun="payment",
        named_by="reference",
        permissions=("payments.view_payment", "payments.view_refund", "payments.add_refund"),
        of_amounts=("payments.add_refund",),
        who_sees="payments.view_payment shows all payments, orders.view_own_orders those of one's own orders.",
        instead={"payments.view_payment": ("orders.view_own_orders",)},
        owner=lambda payment: payment.order.customer.user_id if payment.order.customer else None,
        states={"payments.add_refund": refund_step},
    ),
)
"""What can be asked about single payments (apps/core/access.py)."""

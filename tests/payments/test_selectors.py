"""Balances of orders and customers, counted by hand; lists of orders whose money does not fit."""

from decimal import Decimal

import pytest

from apps.orders.models import Order
from apps.payments import selectors
from apps.payments.selectors import Balance
from tests import shop
from tests.payments.rules.test_settling import CASES

pytestmark = pytest.mark.django_db


def order(number: str, total: str, **values: object) -> Order:
    return shop.order(number, ("MUG", 1, total), **values)


def test_a_customers_balance_is_by_currency(django_assert_num_queries: object) -> None:
    ada, bob = shop.customer("1"), shop.customer("2")
    shop.refund(shop.payment(order("1", "20.000", customer=ada, status="completed"), "p1", "20", refunded="5",
                             status="partly_refunded"), "5")  # fmt: skip
    order("2", "7.001", customer=ada)
    shop.payment(order("3", "9.000", customer=ada, status="cancelled"), "p3", "9")
    order("C4", "-3.000", customer=ada, kind="credit_note", status="completed")
    shop.payment(order("5", "50.000", customer=ada, currency="EUR", status="paid"), "p5", "51")
    shop.payment(order("6", "99.000", customer=bob, status="paid"), "p6", "99")
    with django_assert_num_queries(1):
        euros, pounds = selectors.balances_of(ada)
    assert euros == Balance("EUR", ordered=Decimal(50), captured=Decimal(51), excess=Decimal(1))
    assert pounds == Balance(
        "GBP",
        ordered=Decimal("27.001"),
        credited=Decimal(3),
        captured=Decimal(29),
        refunded=Decimal(5),
        owed=Decimal("7.00"),
        excess=Decimal(9),
    )
    assert selectors.balances_of(shop.customer("3")) == []


def test_several_payments_of_an_order_count_together_those_of_another_currency_not() -> None:
    twice = order("1", "10.000", status="paid")
    shop.payment(twice, "p1", "6")
    shop.payment(twice, "p2", "5")
    shop.payment(twice, "p3", "70", currency="EUR")
    balance = selectors.balance_of(twice)
    assert (balance.captured, balance.excess) == (Decimal(11), Decimal(1))


@pytest.mark.parametrize(("kind", "status", "total", "captured", "refunded", "owed", "excess"), CASES)
def test_the_lists_find_what_the_rule_says(kind, status, total, captured, refunded, owed, excess):
    made = order("1", total, kind=kind, status=status)
    if Decimal(captured):
        shop.payment(made, "p1", captured, refunded=refunded)
    too_much = selectors.orders_paid_too_much()
    cancelled = selectors.cancelled_orders_with_money()
    assert (too_much.count(), cancelled.count()) == (
        int(Decimal(excess) > 0 and status != "cancelled"),
        int(Decimal(excess) > 0 and status == "cancelled"),
    )


def test_the_lists_round_by_the_currency() -> None:
    yen = order("1", "100.400", currency="JPY", status="paid")
    shop.payment(yen, "p1", "100")
    assert not selectors.orders_paid_too_much().exists()
    shop.payment(yen, "p2", "1")
    assert selectors.orders_paid_too_much().get() == yen
    dinars = order("2", "1.005", currency="KWD", status="paid")
    shop.payment(dinars, "p3", "1.005")
    assert selectors.orders_paid_too_much().get() == yen

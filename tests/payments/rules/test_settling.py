"""What is owed on an order, and what should go back."""

from decimal import Decimal

import pytest

from apps.core.money import Money
from apps.payments.rules.settling import settle

CASES = [
    # kind, status, total, captured, refunded -> owed, excess
    ("sale", "placed", "18.000", "0", "0", "18.00", "0"),
    ("sale", "placed", "18.000", "10", "0", "8.00", "0"),
    ("sale", "paid", "18.000", "18", "0", "0", "0"),
    ("sale", "completed", "18.000", "0", "0", "0", "0"),  # imported: paid elsewhere
    ("sale", "completed", "18.000", "23", "0", "0", "5"),
    ("sale", "completed", "18.000", "23", "5", "0", "0"),
    ("sale", "completed", "18.000", "18", "9", "0", "0"),  # a refund makes no debt
    ("sale", "paid", "10.004", "10.00", "0", "0", "0"),
    ("sale", "paid", "10.005", "10.01", "0", "0", "0"),  # halves go up, as on the bill
    ("sale", "paid", "10.004", "10.01", "0", "0", "0.01"),
    ("sale", "cancelled", "18.000", "18", "0", "0", "18"),
    ("sale", "cancelled", "18.000", "18", "18", "0", "0"),
    ("credit_note", "completed", "-6.950", "0", "0", "0", "0"),
]


@pytest.mark.parametrize(("kind", "status", "total", "captured", "refunded", "owed", "excess"), CASES)
def test_an_order_is_settled_by_its_kind_its_status_and_its_money(
    kind, status, total, captured, refunded, owed, excess
):
    found = settle(
        kind=kind,
        status=status,
        total=Money.of(total, "GBP"),
        captured=Decimal(captured),
        refunded=Decimal(refunded),
    )
    assert (found.owed, found.excess) == (Decimal(owed), Decimal(excess))


def test_whole_coins_are_those_of_the_currency():
    yen = settle(kind="sale", status="placed", total=Money.of("100.4", "JPY"), captured=Decimal(0), refunded=Decimal(0))
    assert yen.owed == 100

from decimal import Decimal

import pytest

from apps.payments.rules.refunding import refundable, refusal_of_refund

D = Decimal


@pytest.mark.parametrize(
    ("captured", "refunded", "amount", "refusal"),
    [
        ("10", "0", None, ""),
        ("10", "4", "6", ""),
        ("10", "4", "6.001", "Only 6 is left to give back."),
        ("10", "10", None, "Everything captured is given back already."),
        ("0", "0", None, "Nothing was captured yet."),
    ],
)
def test_a_refund_takes_no_more_than_what_is_left(
    captured: str, refunded: str, amount: str | None, refusal: str
) -> None:
    asked = D(amount) if amount else None
    assert refusal_of_refund(captured=D(captured), refunded=D(refunded), amount=asked) == refusal
    assert refundable(captured=D(captured), refunded=D(refunded)) == D(captured) - D(refunded)

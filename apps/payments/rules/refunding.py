"""How much of a payment can be given back."""

from decimal import Decimal


def refundable(*, captured: Decimal, refunded: Decimal) -> Decimal:
    """What came in and was not given back, in the payment's currency; zero or above."""
    return max(captured - refunded, Decimal(0))


def refusal_of_refund(*, captured: Decimal, refunded: Decimal, amount: Decimal | None) -> str:
    """Why a refund (of `amount`; None: of any) is impossible, in words; empty when it is possible."""
    left = refundable(captured=captured, refunded=refunded)
    if not left:
        return "Everything captured is given back already." if captured else "Nothing was captured yet."
    return f"Only {left} is left to give back." if amount is not None and amount > left else ""

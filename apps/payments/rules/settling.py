"""What is still to be paid on an order, and what should go back."""

from dataclasses import dataclass
from decimal import Decimal

from apps.core.money import Money
from apps.orders.enums import OrderKind, OrderStatus


@dataclass(frozen=True)
class Settlement:
    """Both amounts are zero or above, in the order's currency and in whole coins."""

    owed: Decimal
    excess: Decimal


def settle(*, kind: str, status: str, total: Money, captured: Decimal, refunded: Decimal) -> Settlement:
    """`captured` and `refunded` are the sums of the order's payments in its currency.

    Owed is what an order that waits for money lacks: an order that goes on was paid, if not here, then where an
    imported one came from. A refund does not make a debt. In excess is what came in above the total and was not given
    back; of a cancelled order, all of it. Credit notes and adjustments are neither paid nor owed.
    """
    nothing = Decimal(0)
    if kind != OrderKind.SALE:
        return Settlement(nothing, max(captured - refunded, nothing))
    due = nothing if status == OrderStatus.CANCELLED else total.rounded().amount
    owed = max(due - captured, nothing) if status == OrderStatus.PLACED else nothing
    return Settlement(owed, max(captured - refunded - due, nothing))

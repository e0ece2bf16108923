"""The kind of an invoice against the signs of its rows (docs/import.md, "Kinds of invoices")."""

from apps.orders.enums import OrderKind
from apps.orders.rules.importing.columns import PRICE, QUANTITY, SKU
from apps.orders.rules.importing.faults import Fault, FaultCode

CREDIT_NOTE = "C"
ADJUSTMENT = "A"
MANUAL = "M"
BAD_DEBT = "B"


def letter_of(number: str) -> str:
    """`C` or `A`; empty for a plain invoice."""
    return number[0] if number[0].isalpha() else ""


def check_signs(*, letter: str, sku: str, quantity: int, price: int) -> bool:
    """Whether the row makes its order an adjustment.

    Raises Fault where signs and kind do not go together: a negative price stands on `A` invoices alone, which hold
    nothing but bad debts; a credit note takes pieces back, save for manual corrections; a plain invoice sells, or
    writes off pieces at no price.
    """
    if letter == ADJUSTMENT:
        if sku != BAD_DEBT:
            raise Fault(FaultCode.SKU_NOT_BAD_DEBT, f"An adjustment holds rows of code {BAD_DEBT} only.", SKU)
        return True
    if price < 0:
        raise Fault(FaultCode.PRICE_NEGATIVE, "A negative price stands on adjustments (A) only.", PRICE)
    if letter == CREDIT_NOTE:
        if quantity > 0 and sku != MANUAL:
            raise Fault(
                FaultCode.QUANTITY_POSITIVE,
                f"A credit note (C) takes pieces back; only {MANUAL} may add.",
                QUANTITY,
            )
        return False
    if quantity < 0 and price:
        raise Fault(FaultCode.QUANTITY_NEGATIVE, "Negative pieces with a price belong on a credit note (C).", QUANTITY)
    return quantity < 0


def kind_of_order(*, letter: str, adjusts: bool) -> OrderKind:
    """A credit note by its letter; an adjustment when any of its rows makes it one; else a sale."""
    if letter == CREDIT_NOTE:
        return OrderKind.CREDIT_NOTE
    return OrderKind.ADJUSTMENT if adjusts else OrderKind.SALE

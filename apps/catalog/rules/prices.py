"""What can be a price."""

from decimal import Decimal

from apps.catalog.exceptions import PriceRefused

PLACES = 3
LARGEST = Decimal("999999999.999")


def check_price(amount: Decimal) -> Decimal:
    """The amount with three decimals. Raises PriceRefused for what is no positive amount of at most three decimals."""
    if not amount.is_finite() or amount <= 0:
        raise PriceRefused("A price is more than zero.", code="price_not_positive", field="amount")
    if amount > LARGEST:
        raise PriceRefused(f"A price is at most {LARGEST:,}.", code="price_too_large", field="amount")
    kept = amount.quantize(Decimal(1).scaleb(-PLACES))
    if kept != amount:
        raise PriceRefused(f"A price has at most {PLACES} decimals.", code="price_too_precise", field="amount")
    return kept

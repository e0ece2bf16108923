"""How quantities of stock are judged."""

from apps.catalog.exceptions import QuantityRefused, ReasonMissing

LOW = 5
"""Goods of which so few units are free are about to run out."""
LARGEST = 1_000_000
"""Units in one movement, and on hand: more is a slip of the finger."""


def check_quantity(quantity: int, *, least: int, zero: bool = True, field: str = "quantity") -> None:
    """Raises QuantityRefused unless `quantity` is between `least` and LARGEST, and zero only where `zero` allows it."""
    if not least <= quantity <= LARGEST or (quantity == 0 and not zero):
        other = "" if zero else " and not zero"
        raise QuantityRefused(f"A whole number from {least:,} to {LARGEST:,}{other}.", field=field)


def check_reason(reason: str) -> None:
    """Raises ReasonMissing for an empty one: whoever reads the books later asks why."""
    if not reason.strip():
        raise ReasonMissing("Say why: whoever reads the books later will ask.", field="reason")

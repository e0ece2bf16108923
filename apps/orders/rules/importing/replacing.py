"""Orders that an import replaced: what the audit trail kept of them, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Replacement:
    """An order as it was and as it became. The amounts are in the shop's currency."""

    number: str
    total_before: Decimal
    total_after: Decimal
    rows_before: int
    rows_after: int
    placed_before: datetime
    placed_after: datetime
    import_before: int

    @property
    def changed(self) -> Decimal:
        """By how much the total changed."""
        return self.total_after - self.total_before


def replacements(*, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Replacement]:
    """The replaced orders of an entry `orders.orders_imported`, in its order; those alone that both sides have."""
    was = (before or {}).get("replaced_orders", [])
    became = {order["number"]: order for order in (after or {}).get("replaced_orders", [])}
    return [
        Replacement(
            number=old["number"],
            total_before=Decimal(old["total"]),
            total_after=Decimal(new["total"]),
            rows_before=old["rows"],
            rows_after=new["rows"],
            placed_before=datetime.fromisoformat(old["placed_at"]),
            placed_after=datetime.fromisoformat(new["placed_at"]),
            import_before=old["import_job"],
        )
        for old in was
        if (new := became.get(old["number"]))
    ]

"""What has happened to the catalogue, for other apps to hear."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from apps.catalog.enums import MovementKind


@dataclass(frozen=True)
class ProductAdded:
    """Something can stand on order lines from now on."""

    product_id: int
    sku: str


@dataclass(frozen=True)
class ProductChanged:
    """What is known of a product was changed; `fields` names what."""

    product_id: int
    sku: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PriceChanged:
    """From `valid_from` on a product costs `amount`; before that it cost `before`, or had no price."""

    product_id: int
    sku: str
    amount: Decimal
    currency: str
    before: Decimal | None
    valid_from: datetime


@dataclass(frozen=True)
class StockMoved:
    """A stock item changed by `quantity` on hand and `reserved`; the rest says how it stands since then."""

    product_id: int
    sku: str
    movement_id: int
    kind: MovementKind
    quantity: int
    reserved: int
    on_hand_after: int
    reserved_after: int

"""What has happened to orders, for other apps to hear."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.orders.enums import ImportMode


@dataclass(frozen=True)
class OrdersImported:
    """A file of orders was stored. Amounts are in `currency`."""

    import_job_id: int
    job_id: UUID
    mode: ImportMode
    orders_created: int
    orders_replaced: int
    lines_stored: int
    currency: str
    net_total: Decimal


@dataclass(frozen=True)
class CustomerAdded:
    """Somebody who buys is known to the shop from now on."""

    customer_id: int
    number: str


@dataclass(frozen=True)
class CustomerChanged:
    """What is known of a customer was changed; `fields` names what. The values stand in the shop alone."""

    customer_id: int
    number: str
    fields: tuple[str, ...]

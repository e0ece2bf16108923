"""How the shop stands now, in a handful of cheap queries."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from apps.catalog.models import Product
from apps.orders.models import Customer, ImportJob, Order, OrderLine

COUNT_BELOW = 50_000


@dataclass(frozen=True)
class Count:
    """Rows of a table; `about` when it is the planner's estimate, because counting a big table reads all of it."""

    label: str
    number: int
    about: bool


def counts() -> list[Count]:
    """How many orders, lines, products and customers there are."""
    tables: dict[str, type[models.Model]] = {
        "orders": Order,
        "order lines": OrderLine,
        "products": Product,
        "customers": Customer,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'",
            [[model._meta.db_table for model in tables.values()]],
        )
        estimates = dict(cursor.fetchall())
    return [count(label, model, estimates.get(model._meta.db_table, -1)) for label, model in tables.items()]


def count(label: str, model: type[models.Model], estimate: int) -> Count:
    """The estimate of a big table, the exact count of a small one or one that was never analysed."""
    if estimate >= COUNT_BELOW:
        return Count(label, rounded(estimate), True)
    return Count(label, model._default_manager.count(), False)


def rounded(estimate: int) -> int:
    """Three digits and zeros: more would look counted."""
    return int(float(f"{estimate:.3g}"))


def last_import() -> ImportJob | None:
    """The import that came last, with its job."""
    return ImportJob.objects.select_related("job").order_by("-id").first()


def shop_now(user: Any, *, everybody: bool) -> dict[str, Any] | None:
    """The figures for those who may see orders; for `everybody` while developing."""
    if not (everybody or user.has_perm("orders.view_order")):
        return None
    return {"counts": counts(), "last_import": last_import()}

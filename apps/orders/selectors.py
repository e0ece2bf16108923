"""What the dashboard asks about orders: sums over days, countries and products, each currency for itself.

A sale counts when it was not cancelled. Returns are credit notes, as amounts above zero. Adjustments (bad debts,
write-offs of stock) are neither. Days begin at midnight of the current time zone.
"""

from bisect import bisect_right
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Case, Count, DateField, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from apps.catalog.enums import ProductKind
from apps.catalog.models import Product
from apps.core.access import RowKind
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import Customer, Order, OrderLine
from apps.orders.rules.reporting import Period

STATES_OF_SALES = tuple(status for status in OrderStatus if status != OrderStatus.CANCELLED)
KEPT_SECONDS = 60
MONTHS = 12
OWN = ("orders.view_own_orders",)
ROW_KINDS = (
    RowKind(
        model=Order,
        noun="order",
        named_by="number",
        permissions=("orders.view_order", "orders.view_orderline", "orders.view_statuschange", "orders.change_order"),
        who_sees="orders.view_order shows all orders, orders.view_own_orders those of one's own customer record.",
        instead={"orders.view_order": OWN, "orders.view_orderline": OWN},
        owner=lambda order: order.customer.user_id if order.customer else None,
    ),
    RowKind(
        model=Customer,
        noun="customer",
        named_by="number",
        permissions=("orders.view_customer", "orders.change_customer"),
        who_sees="orders.view_customer shows all customers, orders.view_own_orders one's own record.",
        instead={"orders.view_customer": OWN},
        owner=lambda customer: customer.user_id,
    ),
)
"""What can be asked about single orders and customers (apps/core/access.py)."""


@dataclass(frozen=True)
class Extent:
    """The days of the first and the last order, and the last order's id; None without orders."""

    oldest: date | None
    newest: date | None
    last_id: int | None


@dataclass(frozen=True)
class Sums:
    """Numbers of orders and their amounts."""

    orders: int = 0
    revenue: Decimal = Decimal(0)
    returns: int = 0
    returned: Decimal = Decimal(0)
    cancelled: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.orders + other.orders,
            self.revenue + other.revenue,
            self.returns + other.returns,
            self.returned + other.returned,
            self.cancelled + other.cancelled,
        )

    @property
    def average(self) -> Decimal:
        """Revenue by order; zero without orders. Not rounded."""
        return self.revenue / self.orders if self.orders else Decimal(0)


@dataclass(frozen=True)
class SoldInCountry:
    country: str
    orders: int
    revenue: Decimal


@dataclass(frozen=True)
class SoldProduct:
    product_id: int
    sku: str
    name: str
    lines: int
    units: int
    revenue: Decimal


@dataclass(frozen=True)
class SoldInMonth:
    """A month by its first day."""

    month: date
    units: int = 0
    revenue: Decimal = Decimal(0)


@dataclass(frozen=True)
class TopProducts:
    """The best sold goods, the most revenue first, as they were at `as_of`."""

    products: list[SoldProduct]
    as_of: datetime


def extent() -> Extent:
    """Three index probes in one query."""
    ends = Order.objects.aggregate(first=Min("placed_at"), last=Max("placed_at"), id=Max("id"))
    if ends["last"] is None:
        return Extent(None, None, None)
    return Extent(timezone.localdate(ends["first"]), timezone.localdate(ends["last"]), ends["id"])


def sums_by_day(period: Period) -> dict[str, dict[date, Sums]]:
    """The sums of each day that has orders, by currency: one query, one row a day, kind and currency."""
    cancelled = Case(When(status=OrderStatus.CANCELLED, then=Value(True)), default=Value(False))
    rows = (
        Order.objects.filter(placed_in(period))
        .order_by()
        .values_list("currency", TruncDate("placed_at", output_field=DateField()), "kind", cancelled)
        .annotate(orders=Count("*"), amount=Sum("total"))
    )
    found: dict[str, dict[date, Sums]] = {}
    for currency, day, kind, was_cancelled, orders, amount in rows:
        days = found.setdefault(currency, {})
        days[day] = days.get(day, Sums()) + sums_of(kind, was_cancelled, orders, amount)
    return found


def sums_of(kind: str, cancelled: bool, orders: int, amount: Decimal) -> Sums:
    """Where orders of one kind count; cancelled ones are counted as such and nowhere else."""
    if cancelled:
        return Sums(cancelled=orders)
    if kind == OrderKind.SALE:
        return Sums(orders=orders, revenue=amount)
    return Sums(returns=orders, returned=-amount) if kind == OrderKind.CREDIT_NOTE else Sums()


def total_of(days: dict[date, Sums], period: Period) -> Sums:
    """The sums of all days of the period."""
    (total,) = totals_of(days, [period])
    return total


def totals_of(days: dict[date, Sums], steps: list[Period]) -> list[Sums]:
    """The sums of each step; the steps follow one another without a gap, so that one pass over the days is enough."""
    begins = [step.first for step in steps]
    found = [Sums()] * len(steps)
    for day, sums in days.items():
        if begins[0] <= day <= steps[-1].last:
            place = bisect_right(begins, day) - 1
            found[place] += sums
    return found


def sold_by_country(period: Period, currency: str) -> list[SoldInCountry]:
    """Every country with a sale, the most revenue first: one query."""
    rows = (
        sales(period, currency)
        .order_by()
        .values_list("country")
        .annotate(orders=Count("*"), revenue=Sum("total"))
        .order_by("-revenue", "country")
    )
    return [SoldInCountry(*row) for row in rows]


def top_products(period: Period, currency: str, *, limit: int, last_id: int | None) -> TopProducts:
    """The `limit` goods with the most revenue; services such as postage are no goods.

    This reads every line of the period, 0.2 s for half a million, so that the answer is kept for KEPT_SECONDS and
    until an order comes (`last_id`). The cache holds plain values.
    """
    key = f"orders:top:{period.first}:{period.last}:{currency}:{limit}:{last_id}:{timezone.get_current_timezone_name()}"
    kept = cache.get(key)
    if kept is not None:
        products = [SoldProduct(**row | {"revenue": Decimal(row["revenue"])}) for row in kept["products"]]
        return TopProducts(products, datetime.fromisoformat(kept["as_of"]))
    found = TopProducts(_count_products(period, currency, limit), timezone.now())
    rows = [asdict(one) | {"revenue": str(one.revenue)} for one in found.products]
    cache.set(key, {"products": rows, "as_of": found.as_of.isoformat()}, KEPT_SECONDS)
    return found


def _count_products(period: Period, currency: str, limit: int) -> list[SoldProduct]:
    """Two queries: the sums by product alone, then the names of the few that are shown."""
    sold = sales_lines(period, currency).filter(product__kind=ProductKind.GOODS).order_by().values("product_id")
    sums = sold.annotate(lines=Count("*"), units=Sum("quantity"), revenue=Sum("amount"))
    rows = list(sums.order_by("-revenue", "product_id")[:limit])
    products = Product.objects.in_bulk([row["product_id"] for row in rows])
    return [
        SoldProduct(**row, sku=products[row["product_id"]].sku, name=products[row["product_id"]].name) for row in rows
    ]


def sold_by_month(product: Product, currency: str) -> list[SoldInMonth]:
    """A product's sales in the MONTHS months up to the last one it was sold in; empty if it never was: one query."""
    lines = OrderLine.objects.filter(
        product=product, order__kind=OrderKind.SALE, order__status__in=STATES_OF_SALES, order__currency=currency
    )
    by_month = lines.order_by().annotate(month=TruncMonth("order__placed_at", output_field=DateField()))
    # All months, of which there are few: asked for the newest alone, the planner walks through the orders instead.
    rows = by_month.values_list("month").annotate(units=Sum("quantity"), revenue=Sum("amount"))
    found = {month: SoldInMonth(month, units, revenue) for month, units, revenue in rows}
    if not found:
        return []
    last = max(found)
    months = [divmod(last.year * 12 + last.month - 1 - back, 12) for back in reversed(range(MONTHS))]
    return [found.get(date(year, month + 1, 1), SoldInMonth(date(year, month + 1, 1))) for year, month in months]


def sales(period: Period, currency: str) -> QuerySet[Order]:
    """Sales of the period that were not cancelled."""
    return Order.objects.filter(placed_in(period), kind=OrderKind.SALE, status__in=STATES_OF_SALES, currency=currency)


def sales_lines(period: Period, currency: str) -> QuerySet[OrderLine]:
    """The lines of those sales."""
    return OrderLine.objects.filter(
        placed_in(period, "order__"),
        order__kind=OrderKind.SALE,
        order__status__in=STATES_OF_SALES,
        order__currency=currency,
    )


@dataclass(frozen=True)
class OrderTotals:
    """What an order is made of, in its currency; `amount` is its total."""

    units: int
    goods: Decimal
    services: Decimal

    @property
    def amount(self) -> Decimal:
        return self.goods + self.services


def totals_of_order(order: Order) -> OrderTotals:
    """Goods, and services such as postage, apart: one query over its lines."""
    goods = Q(product__kind=ProductKind.GOODS)
    sums = order.lines.order_by().aggregate(
        units=Sum("quantity", filter=goods), goods=Sum("amount", filter=goods), services=Sum("amount", filter=~goods)
    )
    return OrderTotals(sums["units"] or 0, sums["goods"] or Decimal(0), sums["services"] or Decimal(0))


def placed_in(period: Period, path: str = "") -> Q:
    """Placed on one of the period's days."""
    begin, end = moments(period)
    return Q(**{f"{path}placed_at__gte": begin, f"{path}placed_at__lt": end})


def moments(period: Period) -> tuple[datetime, datetime]:
    """The first moment of the period and the first one after it."""
    return midnight(period.first), midnight(period.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

"""Where and what was sold: bars, the most revenue first."""

from decimal import Decimal

from django.utils import timezone

from apps.catalog.models import Product
from apps.core.backoffice.cells import number_text, object_url
from apps.core.backoffice.figures import Bars, bars
from apps.core.backoffice.viewer import may_open
from apps.orders import selectors
from apps.orders.admin.countries import country_name
from apps.orders.admin.sales.links import lines_url, orders_url
from apps.orders.admin.sales.words import orders_text, value_text
from apps.orders.rules.reporting import Period

COUNTRIES_SHOWN, PRODUCTS_SHOWN = 8, 8
Row = tuple[Decimal, dict[str, str]]


def by_country(period: Period, currency: str) -> Bars:
    """The countries with the most revenue; the others are one bar together."""
    found = selectors.sold_by_country(period, currency)
    rows: list[Row] = [
        (
            one.revenue,
            {
                "label": country_name(one.country),
                "text": value_text(one.revenue, currency),
                "url": orders_url(period, currency, country=one.country),
                "remark": orders_text(one.orders),
            },
        )
        for one in found[:COUNTRIES_SHOWN]
    ]
    if rest := found[COUNTRIES_SHOWN:]:
        amount = sum((one.revenue for one in rest), start=Decimal(0))
        orders = orders_text(sum(one.orders for one in rest))
        label = f"{len(rest)} other countr{'y' if len(rest) == 1 else 'ies'}"
        rows.append((amount, {"label": label, "text": value_text(amount, currency), "remark": orders}))
    return Bars("Revenue by country", currency, bars(rows), "No sale in this period.")


def best_sold(period: Period, currency: str, last_id: int | None) -> Bars:
    """The goods with the most revenue, each with its lines."""
    top = selectors.top_products(period, currency, limit=PRODUCTS_SHOWN, last_id=last_id)
    opened = may_open(Product)
    rows: list[Row] = [
        (
            one.revenue,
            {
                "label": f"{one.sku} {one.name}".strip(),
                "label_url": object_url(Product, one.product_id) if opened else "",
                "text": value_text(one.revenue, currency),
                "url": lines_url(period, currency, one.product_id),
                "remark": f"{number_text(one.units)} sold in {number_text(one.lines)} lines",
            },
        )
        for one in top.products
    ]
    note = f"As of {timezone.localtime(top.as_of):%H:%M:%S}. Counted again after a minute, or when an order comes."
    return Bars("Goods with the most revenue", currency, bars(rows), "No goods were sold in this period.", note)

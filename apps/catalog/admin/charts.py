"""The price of a product over time."""

from django.conf import settings
from django.utils import timezone

from apps.catalog.models import Product
from apps.core.backoffice.cells import amount_text
from apps.core.charts import LineChart, Table, held_over_time

MOST_PRICES = 60


def price_over_time(product: Product) -> list[LineChart]:
    """The newest MOST_PRICES prices in the shop's currency as steps up to today; no chart without a price."""
    newest = product.prices.filter(currency=settings.CURRENCY).order_by("-valid_from", "-pk")[:MOST_PRICES]
    prices = list(reversed(newest))
    if not prices:
        return []
    days = [timezone.localdate(price.valid_from) for price in prices]
    rows = [
        (f"{day.day} {day:%b %Y}", amount_text(price.amount, price.currency))
        for day, price in zip(days, prices, strict=True)
    ]
    return [
        held_over_time(
            "Price over time",
            unit=f"{settings.CURRENCY} a unit",
            values=[
                (day, price.amount, f"from {begins}: {amount} {price.currency}")
                for day, price, (begins, amount) in zip(days, prices, rows, strict=True)
            ],
            until=max(timezone.localdate(), days[-1]),
            table=Table(["From", f"Price ({settings.CURRENCY})"], [list(row) for row in rows]),
        )
    ]

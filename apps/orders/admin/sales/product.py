"""How a product sells, for its page in the admin."""

from django.conf import settings

from apps.catalog.models import Product
from apps.core.backoffice.cells import number_text
from apps.core.charts import LineChart, Number, Series, Table, over_time
from apps.orders import selectors
from apps.orders.admin.sales.words import value_text


def sales_of_product(product: Product) -> list[LineChart]:
    """Revenue and units of the last months it was sold in; no charts when it never was."""
    currency = settings.CURRENCY
    sold = selectors.sold_by_month(product, currency)
    names = [f"{one.month:%b %Y}" for one in sold]
    rows = [(number_text(one.units), value_text(one.revenue, currency)) for one in sold]
    says = [
        f"{name}: {units} unit{'' if units == '1' else 's'}, {revenue} {currency}"
        for name, (units, revenue) in zip(names, rows, strict=True)
    ]
    table = Table(["Month", "Units", f"Revenue ({currency})"], [[n, *row] for n, row in zip(names, rows, strict=True)])

    def drawn(title: str, unit: str, values: list[Number]) -> LineChart:
        return over_time(
            title, unit=unit, series=[Series(title, list(enumerate(values)), says)], names=names, table=table
        )

    if not sold:
        return []
    return [
        drawn("Revenue", f"{currency} a month", [one.revenue for one in sold]),
        drawn("Units", "units a month", [one.units for one in sold]),
    ]

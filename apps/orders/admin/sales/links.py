"""Lists of exactly the rows that a figure counts."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.tables import list_url
from apps.core.backoffice.viewer import may_open
from apps.orders import selectors
from apps.orders.enums import OrderKind
from apps.orders.models import Order, OrderLine
from apps.orders.rules.reporting import Period


def orders_url(period: Period, currency: str, **narrowed: str) -> str:
    """Sales that were not cancelled, unless `narrowed` says otherwise; an empty value takes a parameter away."""
    return list_url(Order, **{name: value for name, value in (sold(period, currency) | narrowed).items() if value})


def lines_url(period: Period, currency: str, product_id: int) -> str:
    """The lines of one product in those sales; empty for those who may not open lines."""
    of_order = {f"order__{name}": value for name, value in sold(period, currency).items()}
    return list_url(OrderLine, product__id__exact=product_id, **of_order) if may_open(OrderLine) else ""


def sold(period: Period, currency: str) -> dict[str, str]:
    """`selectors.sales` as parameters of the list of orders."""
    begin, end = selectors.moments(period)
    return {
        "kind__exact": OrderKind.SALE.value,
        "status__in": ",".join(selectors.STATES_OF_SALES),
        "currency__exact": currency,
        "placed_at__gte": begin.isoformat(),
        "placed_at__lt": end.isoformat(),
    }


def link(url: str, text: str) -> SafeString:
    return format_html('<a class="cell-link" href="{}">{}</a>', url, text)

"""What the panel says of the period that was asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from apps.core.backoffice.figures import Figure
from apps.orders import selectors
from apps.orders.admin.sales.charts import charts
from apps.orders.admin.sales.links import link, orders_url
from apps.orders.admin.sales.rankings import best_sold, by_country
from apps.orders.admin.sales.words import change_text, day_text, days_text, orders_text, value_text
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.rules import reporting
from apps.orders.rules.reporting import Choice, Period, parse_day
from apps.orders.selectors import Sums

PRESET_NAMES = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "A year", reporting.ALL: "All"}


@dataclass(frozen=True)
class Preset:
    title: str
    url: str
    chosen: bool


def sales(request: HttpRequest) -> dict[str, Any]:
    """Everything `admin/dashboard/sales.html` shows: at most six queries, whatever there is."""
    extent = selectors.extent()
    today = timezone.localdate()
    choice = reporting.choose(request.GET.dict(), today=today, oldest=extent.oldest, newest=extent.newest)
    period, currency = choice.period, settings.CURRENCY
    compared = None if choice.name == reporting.ALL else period.before
    read = selectors.sums_by_day(Period(compared.first, period.last) if compared else period)
    days = read.get(currency, {})
    return {
        "choice": choice,
        "presets": [Preset(title, f"?range={name}", choice.name == name) for name, title in PRESET_NAMES.items()],
        "words": words_about(choice, compared, today),
        "asked": asked_days(request, choice),
        "figures": figures(days, period, compared, currency),
        "charts": charts(days, period, compared, currency),
        "rankings": [by_country(period, currency), best_sold(period, currency, extent.last_id)],
        "others": other_currencies(read, period),
    }


def words_about(choice: Choice, compared: Period | None, today: date) -> str:
    """Which days these are and what they are compared with; said aloud when presets do not end today."""
    words = days_text(choice.period)
    if compared:
        words += f", compared with {days_text(compared)}"
    if choice.anchor != today and choice.name in reporting.PRESETS:
        words += f". The newest order is of {day_text(choice.anchor)}: ranges count back from that day"
    return f"{words}."


def asked_days(request: HttpRequest, choice: Choice) -> dict[str, str]:
    """What stands in the fields of one's own days: what was typed where something is wrong, unless it is no day."""
    if not choice.problems:
        return {"first": choice.period.first.isoformat(), "last": choice.period.last.isoformat()}
    typed = {"first": request.GET.get("from", ""), "last": request.GET.get("to", "")}
    days = {field: parse_day(text) for field, text in typed.items()}
    return {field: day.isoformat() if day else "" for field, day in days.items()}


def figures(days: dict[date, Sums], period: Period, compared: Period | None, currency: str) -> list[Figure]:
    """The sums of the period, each with its change and the way to its orders."""
    now = selectors.total_of(days, period)
    before = selectors.total_of(days, compared) if compared else None

    def figure(title: str, what: str, **narrowed: str) -> Figure:
        value = getattr(now, what)
        return Figure(
            title=title,
            value=value_text(value, currency),
            unit="" if isinstance(value, int) else currency,
            url=orders_url(period, currency, **narrowed),
            note=change_text(value, getattr(before, what), currency) if before else "",
        )

    credit_notes = {"kind__exact": OrderKind.CREDIT_NOTE.value}
    share = reporting.percent(now.returned, now.revenue)
    was = reporting.percent(before.returned, before.revenue) if before else None
    return [
        figure("Revenue", "revenue"),
        figure("Orders", "orders"),
        figure("Average order", "average"),
        figure("Returned", "returned", **credit_notes),
        Figure(
            title="Returned of revenue",
            value="–" if share is None else f"{share} %",
            url=orders_url(period, currency, **credit_notes),
            note="" if was is None else f"before: {was} %",
        ),
        figure("Credit notes", "returns", **credit_notes),
        figure("Cancelled", "cancelled", kind__exact="", status__in=OrderStatus.CANCELLED.value),
    ]


def other_currencies(read: dict[str, dict[date, Sums]], period: Period) -> list[SafeString]:
    """What was sold in other currencies than the shop's: never added to it, said beside it."""
    found = []
    for currency in sorted(read.keys() - {settings.CURRENCY}):
        now = selectors.total_of(read[currency], period)
        if now.orders:
            words = f"{orders_text(now.orders)}, {value_text(now.revenue, currency)} {currency}"
            found.append(link(orders_url(period, currency), words))
    return found

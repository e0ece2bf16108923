"""Days, amounts and changes as people read them."""

from datetime import date
from decimal import Decimal

from apps.core.backoffice.cells import amount_text, number_text
from apps.core.money import Money
from apps.orders.rules import reporting
from apps.orders.rules.reporting import Period


def value_text(value: Decimal | int, currency: str) -> str:
    """A number of orders; or an amount in whole coins: the lists behind it have every decimal."""
    if isinstance(value, int):
        return number_text(value)
    return amount_text(Money(value, currency).rounded().amount, currency)


def orders_text(count: int) -> str:
    return f"{number_text(count)} order{'' if count == 1 else 's'}"


def change_text(now: Decimal | int, before: Decimal | int, currency: str) -> str:
    """How a figure differs from the period before."""
    per_cent = reporting.change(now, before)
    if per_cent is None:
        return "before: none"
    sign = "▲" if per_cent > 0 else "▼" if per_cent < 0 else "="
    return f"{sign} {abs(per_cent):,} %, before: {value_text(before, currency)}"


def days_text(period: Period) -> str:
    """9 December 2011, or 3 to 9 December 2011 with both ends in full."""
    if period.first == period.last:
        return day_text(period.first)
    return f"{day_text(period.first)} to {day_text(period.last)}"


def day_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def step_text(step: Period) -> str:
    """A step of a chart: 9 Dec 2011, 5–11 Dec 2011, Dec 2011."""
    first, last = step.first, step.last
    if first == last:
        return f"{last.day} {last:%b %Y}"
    if step.days > 2 * reporting.WEEK:
        return f"{last:%b %Y}"
    begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    return f"{begin}–{last.day} {last:%b %Y}"


def axis_text(step: Period) -> str:
    """The same for an axis, where there is little room: its last day, or its month."""
    return f"{step.last:%b %Y}" if step.days > 2 * reporting.WEEK else f"{step.last.day} {step.last:%b %y}"

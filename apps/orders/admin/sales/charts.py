"""Revenue, orders and returns over time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.core.charts import LineChart, Series, Table, over_time
from apps.orders import selectors
from apps.orders.admin.sales.links import link, orders_url
from apps.orders.admin.sales.words import axis_text, step_text, value_text
from apps.orders.enums import OrderKind
from apps.orders.rules import reporting
from apps.orders.rules.reporting import Period
from apps.orders.selectors import Sums


@dataclass(frozen=True)
class Stretch:
    """Steps of time with their sums."""

    name: str
    steps: list[Period]
    sums: list[Sums]

    def series(self, what: str, currency: str) -> Series:
        values = [getattr(one, what) for one in self.sums]
        says = [
            f"{step_text(step)}: {value_text(value, currency)}" for step, value in zip(self.steps, values, strict=True)
        ]
        return Series(self.name, list(enumerate(values)), says)


def charts(days: dict[date, Sums], period: Period, compared: Period | None, currency: str) -> list[LineChart]:
    """Three charts; the period before is beside them where its steps are as long, that is, not months."""
    step = reporting.step_name(period)
    shown = [stretch("This period", days, period)]
    if compared and step != "month":
        shown.append(stretch("The period before", days, compared))
    credit_notes = {"kind__exact": OrderKind.CREDIT_NOTE.value}
    return [
        drawn("Revenue", "revenue", f"{currency} a {step}", shown, currency, {}),
        drawn("Orders", "orders", f"orders a {step}", shown, currency, {}),
        drawn("Returned", "returned", f"{currency} a {step}", shown, currency, credit_notes),
    ]


def stretch(name: str, days: dict[date, Sums], period: Period) -> Stretch:
    steps = reporting.steps(period)
    return Stretch(name, steps, selectors.totals_of(days, steps))


def drawn(title: str, what: str, unit: str, shown: list[Stretch], currency: str, narrowed: dict[str, str]) -> LineChart:
    """One figure of the sums as a chart; in its table every number leads to its orders."""

    def cells(one: Stretch, place: int) -> list[Any]:
        step, value = one.steps[place], getattr(one.sums[place], what)
        return [step_text(step), link(orders_url(step, currency, **narrowed), value_text(value, currency))]

    steps = shown[0].steps
    return over_time(
        title,
        unit=unit,
        series=[one.series(what, currency) for one in shown],
        names=[axis_text(step) for step in steps],
        table=Table(
            columns=[column for one in shown for column in (one.name, title)],
            rows=[[cell for one in shown for cell in cells(one, place)] for place in range(len(steps))],
        ),
    )

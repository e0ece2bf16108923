"""Years, months and days above a list. Bounds are two index probes; Django's own hierarchy reads every row's date."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """A step of the hierarchy: its name and the list narrowed to it; no link for the one that is shown."""

    title: str
    link: str = ""


@dataclass(frozen=True)
class Periods:
    """The way back, if any, and the periods to choose from."""

    choices: list[Period]
    back: Period | None = None


def periods(change_list: Any) -> Periods | None:
    """The periods of `change_list.date_hierarchy`, one level below what its parameters chose; None without rows."""
    field = change_list.date_hierarchy
    chosen = [
        int(value) for part in ("year", "month", "day") if (value := change_list.params.get(f"{field}__{part}", ""))
    ]

    def link(*parts: int) -> str:
        names = (f"{field}__year", f"{field}__month", f"{field}__day")
        return str(change_list.get_query_string(dict(zip(names, parts, strict=False)), [f"{field}__"]))

    if len(chosen) == 3:
        day = date(*chosen)
        return Periods([Period(f"{day:%d %B}")], Period(f"{day:%B %Y}", link(day.year, day.month)))
    bounds = change_list.root_queryset.order_by().aggregate(first=Min(field), last=Max(field))
    if bounds["first"] is None:
        return None
    first, last = (timezone.localdate(bounds[end]) for end in ("first", "last"))
    if not chosen:
        return Periods([Period(str(year), link(year)) for year in range(first.year, last.year + 1)])
    if len(chosen) == 1:
        months = [date(chosen[0], month, 1) for month in range(1, 13)]
        shown = [month for month in months if first.replace(day=1) <= month <= last]
        return Periods([Period(f"{m:%B}", link(m.year, m.month)) for m in shown], Period("All dates", link()))
    year, month = chosen
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    shown = [day for day in days if first <= day <= last]
    return Periods([Period(f"{d:%d}", link(d.year, d.month, d.day)) for d in shown], Period(str(year), link(year)))

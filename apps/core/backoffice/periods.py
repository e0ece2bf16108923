"""Years, months and days with rows above a list, by index probes; Django's own hierarchy reads every row's date."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Min, Value
from django.utils import timezone

MOST_YEARS = 200


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
    """The periods of `change_list.date_hierarchy`, one level below what its parameters chose; None without rows.

    Offered are those alone that hold a row.
    """
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
    if not chosen:
        years = [date(year, 1, 1) for year in years_between_ends(change_list)]
        shown = with_rows(change_list, years, [date(year.year + 1, 1, 1) for year in years])
        return Periods([Period(str(day.year), link(day.year)) for day in shown]) if shown else None
    if len(chosen) == 1:
        months = [date(chosen[0], month, 1) for month in range(1, 13)]
        shown = with_rows(change_list, months, [*months[1:], date(chosen[0] + 1, 1, 1)])
        return Periods([Period(f"{m:%B}", link(m.year, m.month)) for m in shown], Period("All dates", link()))
    year, month = chosen
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    shown = with_rows(change_list, days, [day + timedelta(days=1) for day in days])
    return Periods([Period(f"{d:%d}", link(d.year, d.month, d.day)) for d in shown], Period(str(year), link(year)))


def years_between_ends(change_list: Any) -> range:
    """The years from the first row's to the last row's, at most the last MOST_YEARS of them: two index probes."""
    field = change_list.date_hierarchy
    ends = change_list.root_queryset.order_by().aggregate(first=Min(field), last=Max(field))
    if ends["first"] is None:
        return range(0)
    first, last = (timezone.localdate(ends[end]).year for end in ("first", "last"))
    return range(max(first, last - MOST_YEARS + 1), last + 1)


def with_rows(change_list: Any, begins: list[date], ends: list[date]) -> list[date]:
    """Those of `begins` from which up to its end there is a row: one query, one index probe each.

    Each probe is sorted by the date so that the index is the way; without it the planner may read the table instead.
    """
    field = change_list.date_hierarchy
    probes = [
        change_list.root_queryset.filter(**{f"{field}__gte": midnight(begin), f"{field}__lt": midnight(end)})
        .order_by(field)
        .values_list(Value(place))[:1]
        for place, (begin, end) in enumerate(zip(begins, ends, strict=True))
    ]
    if not probes:
        return []
    places = probes[0].union(*probes[1:], all=True)
    return [begins[place] for place in sorted(place for (place,) in places)]


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

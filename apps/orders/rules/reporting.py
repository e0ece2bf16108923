"""Which days a report is about: presets, days of one's own, the period before, and the steps of its charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
PRESETS = {"7": 7, "30": 30, "90": 90, "365": 365}
USUAL = "30"
ALL = "all"
OWN = "own"
# With nothing newer, presets count back from the newest order: "the last 7 days" would always be empty.
STILL_RECENT = timedelta(days=7)
DAYS_BY_DAY, DAYS_BY_WEEK = 92, 800
WEEK = 7


@dataclass(frozen=True, order=True)
class Period:
    """Whole days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The period of the same length that ended when this one began."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True)
class Choice:
    """The period that was asked for by `name`. `anchor` is the day presets count back from.

    `problems` say by field what could not be understood; the usual period stands in then.
    """

    name: str
    period: Period
    anchor: date
    problems: Mapping[str, str]


def choose(asked: Mapping[str, str], *, today: date, oldest: date | None, newest: date | None) -> Choice:
    """The period that `range`, `from` and `to` ask for, in a shop whose orders lie between `oldest` and `newest`."""
    anchor = newest if newest is not None and newest < today - STILL_RECENT else today
    usual = back_from(anchor, PRESETS[USUAL])
    name = asked.get("range") or (OWN if asked.get("from") or asked.get("to") else USUAL)
    if name == OWN:
        period, problems = own_days(asked, anchor)
        return Choice(OWN, period or usual, anchor, problems)
    if name == ALL:
        return Choice(ALL, Period(oldest or anchor, max(newest or anchor, oldest or anchor)), anchor, {})
    if name not in PRESETS:
        return Choice(USUAL, usual, anchor, {"range": "There is no such range."})
    return Choice(name, back_from(anchor, PRESETS[name]), anchor, {})


def own_days(asked: Mapping[str, str], anchor: date) -> tuple[Period | None, dict[str, str]]:
    """The days of `from` and `to`, which is `anchor` when it is left out; or what is wrong with which of them."""
    problems: dict[str, str] = {}
    first = read_day("from", asked.get("from", ""), problems)
    last = read_day("to", asked.get("to", ""), problems) if asked.get("to") else anchor
    if first and last and first > last:
        problems["to"] = "“To” lies before “from”."
    return (Period(first, last) if first and last and not problems else None), problems


def read_day(field: str, text: str, problems: dict[str, str]) -> date | None:
    day = parse_day(text)
    if day is None:
        typed = f", not “{text.strip()[:20]}”" if text.strip() else ""
        problems[field] = f"“{field.capitalize()}” is a day such as 2011-12-09{typed}."
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        problems[field] = f"“{field.capitalize()}” is a day from {FIRST_DAY} to {LAST_DAY}."
        return None
    return day


def parse_day(text: str) -> date | None:
    """The day that `text` writes as 2011-12-09; None when it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def back_from(day: date, days: int) -> Period:
    """The `days` days that end with `day`."""
    return Period(day - timedelta(days=days - 1), day)


def steps(period: Period) -> list[Period]:
    """What a chart of the period has a point for: days, weeks counted back from the end, or months of the calendar."""
    if period.days <= DAYS_BY_DAY:
        return [Period(day, day) for day in days_from(period.first, period.days, 1)]
    if period.days > DAYS_BY_WEEK:
        return months(period)
    first_length = WEEK + period.days % WEEK if period.days % WEEK < WEEK / 2 else period.days % WEEK
    first = Period(period.first, period.first + timedelta(days=first_length - 1))
    rest = days_from(first.last + timedelta(days=1), (period.days - first_length) // WEEK, WEEK)
    return [first, *(Period(day, day + timedelta(days=WEEK - 1)) for day in rest)]


def days_from(first: date, count: int, apart: int) -> list[date]:
    return [first + timedelta(days=place * apart) for place in range(count)]


def months(period: Period) -> list[Period]:
    """The calendar months of the period; the first and the last one as far as they belong to it."""
    found: list[Period] = []
    first = period.first
    while first <= period.last:
        next_month = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(Period(first, min(next_month - timedelta(days=1), period.last)))
        first = next_month
    return found


def step_name(period: Period) -> str:
    """What one step of the period's charts is."""
    if period.days <= DAYS_BY_DAY:
        return "day"
    return "week" if period.days <= DAYS_BY_WEEK else "month"


def change(now: Decimal | int, before: Decimal | int) -> Decimal | None:
    """By how many per cent `now` differs from `before`, to one decimal; None when there was nothing before."""
    return percent(Decimal(now) - Decimal(before), abs(Decimal(before)))


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """`part` in per cent of `whole`, to one decimal, halves away from zero; None of nothing."""
    if not whole:
        return None
    return (100 * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)

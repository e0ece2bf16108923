"""Geometry of charts: from figures to coordinates. The templates in `templates/charts/` draw; colour is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor, log10
from typing import Protocol

Number = float | int | Decimal
WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 22, 34, 44
ROOM_FOR_DATES, DATES_WRITTEN = 44, 4


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Dot:
    """A point, and what it says when somebody points at it."""

    x: float
    y: float
    says: str = ""

    @property
    def across(self) -> str:
        """As text: a template would write a number as people do."""
        return str(self.x)

    @property
    def down(self) -> str:
        return str(self.y)


@dataclass(frozen=True)
class Curve:
    """A line through its dots. `number` chooses colour and dashes, `twin` those of a broken twin."""

    name: str
    dots: list[Dot]
    number: int
    twin: bool = False

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class Steps(Curve):
    """Values that hold until the next one begins; the last one until `until`."""

    until: float = 0

    @property
    def points(self) -> str:
        ends = [*(dot.x for dot in self.dots[1:]), self.until]
        return " ".join(f"{dot.x},{dot.y} {end},{dot.y}" for dot, end in zip(self.dots, ends, strict=True))


@dataclass(frozen=True)
class Series:
    """Values to draw: (x, y) pairs, each with what it says."""

    name: str
    points: Sequence[tuple[Number, Number]]
    says: Sequence[str] = ()
    twin: bool = False


@dataclass(frozen=True)
class Table:
    """The figures behind a chart: cells are texts, or links with their texts."""

    columns: list[str]
    rows: list[list[object]]


@dataclass(frozen=True)
class LineChart:
    """Curves over two axes. `x` and `y` say what the axes measure, `table` has the same figures as text."""

    title: str
    x: str
    y: str
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    curves: list[Curve]
    table: Table
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    radius: float = 3


class Scale(Protocol):
    """Maps values onto a stretch of pixels."""

    def __call__(self, value: Number) -> float: ...

    def ticks(self) -> list[Tick]: ...


class Logarithmic:
    """By the logarithm, from one power of ten to another; a tick at each."""

    def __init__(self, values: Sequence[Number], begin: float, end: float) -> None:
        logs = [log10(value) for value in values if value > 0] or [0.0]
        self.low, self.high = floor(min(logs)), max(ceil(max(logs)), floor(min(logs)) + 1)
        self.begin, self.end = begin, end

    def __call__(self, value: Number) -> float:
        share = (log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def ticks(self) -> list[Tick]:
        return [Tick(self(10.0**power), short(10.0**power)) for power in range(self.low, self.high + 1)]


class Linear:
    """In equal steps from zero (or below, where a value is) to a round number, in about four round ticks."""

    def __init__(self, values: Sequence[Number], begin: float, end: float) -> None:
        low, high = float(min([0, *values])), float(max([0, *values]))
        self.step = round_step((high - low) / 4)
        self.low = floor(low / self.step)
        self.high = max(ceil(high / self.step), self.low + 1)
        self.begin, self.end = begin, end

    def __call__(self, value: Number) -> float:
        share = (float(value) / self.step - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def ticks(self) -> list[Tick]:
        steps = [place * self.step for place in range(self.low, self.high + 1)]
        return [Tick(self(value), short(value)) for value in steps]


def curves(series: Sequence[Series], x_scale: Scale, y_scale: Scale) -> list[Curve]:
    """The series on the two scales, numbered from 1."""
    return [
        Curve(
            one.name,
            [
                Dot(x_scale(x), y_scale(y), says)
                for (x, y), says in zip(one.points, one.says or [""] * len(one.points), strict=True)
            ],
            number,
            one.twin,
        )
        for number, one in enumerate(series, 1)
    ]


def over_time(title: str, *, unit: str, series: Sequence[Series], names: Sequence[str], table: Table) -> LineChart:
    """Curves over equal steps of time, which are their x from 0 on; of the steps' `names` a few are written."""
    values = [y for one in series for _, y in one.points]
    right = WIDTH - ROOM_FOR_DATES
    x_scale = Places(len(names), LEFT, right)
    y_scale = Linear(values, HEIGHT - BOTTOM, TOP)
    return LineChart(
        title=title,
        x="",
        y=unit,
        x_ticks=[Tick(x_scale(place), names[place]) for place in x_scale.written(DATES_WRITTEN)],
        y_ticks=y_scale.ticks(),
        curves=curves(series, x_scale, y_scale),
        table=table,
        right=right,
        radius=3 if len(names) <= 31 else 2,
    )


def held_over_time(
    title: str, *, unit: str, values: Sequence[tuple[date, Number, str]], until: date, table: Table
) -> LineChart:
    """One value that changes now and then, as steps: the days it changed on, oldest first, and what each says."""
    first = values[0][0]
    right = WIDTH - ROOM_FOR_DATES
    x_scale = Places((until - first).days + 1, LEFT, right)
    y_scale = Linear([value for _, value, _ in values], HEIGHT - BOTTOM, TOP)
    dots = [Dot(x_scale((day - first).days), y_scale(value), says) for day, value, says in values]
    names = {place: first + timedelta(days=place) for place in x_scale.written(DATES_WRITTEN)}
    return LineChart(
        title=title,
        x="",
        y=unit,
        x_ticks=[Tick(x_scale(place), f"{day.day} {day:%b %y}") for place, day in names.items()],
        y_ticks=y_scale.ticks(),
        curves=[Steps(title, dots, 1, until=x_scale((until - first).days))],
        table=table,
        right=right,
    )


class Places:
    """Whole numbers from 0 on, in equal steps; a single one stands in the middle."""

    def __init__(self, count: int, begin: float, end: float) -> None:
        self.count, self.begin, self.end = count, begin, end

    def __call__(self, value: Number) -> float:
        share = float(value) / (self.count - 1) if self.count > 1 else 0.5
        return round(self.begin + share * (self.end - self.begin), 1)

    def ticks(self) -> list[Tick]:
        return [Tick(self(place), str(place)) for place in range(self.count)]

    def written(self, most: int) -> list[int]:
        """At most `most` of the places, evenly spread, the last one always among them."""
        step = max(ceil((self.count - 1) / max(most - 1, 1)), 1)
        return sorted(range(self.count - 1, -1, -step))


def round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 and so on; 1 for nothing."""
    if rough <= 0:
        return 1.0
    power: float = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def short(value: Number) -> str:
    """A figure for an axis or a table: 1,000,000 as 1 M, 0.001 as it is."""
    size = abs(float(value))
    if size >= 1_000_000:
        text = f"{float(value) / 1_000_000:.4g} M"
    elif size >= 1_000:
        text = f"{float(value) / 1_000:.4g} k"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−")


def lengths(values: Sequence[Number]) -> list[float]:
    """Each value in per cent of the greatest, so that the smallest can still be seen."""
    longest = max([float(value) for value in values], default=0) or 1
    return [round(max(100 * float(value) / longest, 0.5), 2) for value in values]

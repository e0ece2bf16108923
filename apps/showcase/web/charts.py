"""Geometry of charts: from figures to coordinates. The templates draw; text and colour are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 22, 34, 44


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Curve:
    name: str
    points: str
    dots: list[tuple[float, float]]
    twin: bool
    number: int


@dataclass(frozen=True)
class LineChart:
    """Curves over two logarithmic axes."""

    x_ticks: list[Tick]
    y_ticks: list[Tick]
    curves: list[Curve]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def line_chart(section: dict[str, Any]) -> LineChart:
    """Coordinates for a `lines` section."""
    points = [point for series in section["series"] for point in series["points"]]
    x_scale = Scale([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_scale = Scale([y for _, y in points], HEIGHT - BOTTOM, TOP)
    curves = []
    for number, series in enumerate(section["series"], 1):
        dots = [(x_scale(x), y_scale(y)) for x, y in series["points"]]
        line = " ".join(f"{x},{y}" for x, y in dots)
        curves.append(Curve(series["name"], line, dots, series["twin"], number))
    return LineChart(x_scale.ticks(), y_scale.ticks(), curves)


class Scale:
    """Maps values onto a stretch of pixels, by their logarithm, from one power of ten to another."""

    def __init__(self, values: Sequence[float], begin: float, end: float) -> None:
        logs = [log10(value) for value in values if value > 0] or [0.0]
        self.low, self.high = floor(min(logs)), max(ceil(max(logs)), floor(min(logs)) + 1)
        self.begin, self.end = begin, end

    def __call__(self, value: float) -> float:
        share = (log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    def ticks(self) -> list[Tick]:
        """One at each power of ten."""
        return [Tick(self(10.0**power), figure(10.0**power)) for power in range(self.low, self.high + 1)]


def figure(value: float) -> str:
    """A figure for an axis or a table: 1,000,000 as 1 M, 0.001 as it is."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g} M"
    if value >= 1_000:
        return f"{value / 1_000:g} k"
    return f"{value:.3g}"


def bar_widths(section: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of a `bars` section, each with its length in per cent of the longest."""
    longest = max((bar["value"] for bar in section["bars"]), default=0) or 1
    return [{**bar, "width": round(max(100 * bar["value"] / longest, 0.5), 2)} for bar in section["bars"]]


def points_table(section: dict[str, Any]) -> dict[str, Any]:
    """The table behind a line chart: one row for each x, one column for each curve."""
    by_name = {series["name"]: dict(map(tuple, series["points"])) for series in section["series"]}
    xs = sorted({x for points in by_name.values() for x in points})
    rows = [[f"{x:,.0f}", *(f"{p[x]:.3g}" if x in p else "–" for p in by_name.values())] for x in xs]
    return {"columns": [section["x"], *by_name], "rows": rows}

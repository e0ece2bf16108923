"""Charts of a scenario's results, from sections as experiments hand them back; core has the geometry."""

from typing import Any

from apps.core.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, LineChart, Logarithmic, Series, Table, curves
from apps.core.charts import lengths as lengths_of
from apps.showcase.lab.telling import figure


def line_chart(section: dict[str, Any]) -> LineChart:
    """A `lines` section over two logarithmic axes."""
    points = [point for series in section["series"] for point in series["points"]]
    x_scale = Logarithmic([x for x, _ in points], LEFT, WIDTH - RIGHT)
    y_scale = Logarithmic([y for _, y in points], HEIGHT - BOTTOM, TOP)
    series = [Series(one["name"], one["points"], twin=one["twin"]) for one in section["series"]]
    return LineChart(
        title=section["title"],
        x=section["x"],
        y=section["y"],
        x_ticks=x_scale.ticks(),
        y_ticks=y_scale.ticks(),
        curves=curves(series, x_scale, y_scale),
        table=points_table(section),
    )


def bar_widths(section: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of a `bars` section, each with its length in per cent of the longest."""
    widths = lengths_of([bar["value"] for bar in section["bars"]])
    return [{**bar, "width": width} for bar, width in zip(section["bars"], widths, strict=True)]


def points_table(section: dict[str, Any]) -> Table:
    """The table behind a line chart: one row for each x, one column for each curve."""
    by_name = {series["name"]: dict(map(tuple, series["points"])) for series in section["series"]}
    xs = sorted({x for points in by_name.values() for x in points})
    rows: list[list[object]] = [[f"{x:,.0f}", *(figure(p[x]) if x in p else "–" for p in by_name.values())] for x in xs]
    return Table([section["x"], *by_name], rows)

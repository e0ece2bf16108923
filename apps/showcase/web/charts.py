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


LANE_WIDTH, LANE_HEIGHT, GAP = 600, 48, 2


def lanes_chart(section: dict[str, Any]) -> dict[str, Any]:
    """A `lanes` section: rectangles of each lane on one scale, edges, ticks of the time line, and the table behind."""
    columns = [column for lane in section["lanes"] for column in lane["columns"]]
    most = max((column["taken"] + column["refused"] for column in columns), default=0) or 1
    across, up = LANE_WIDTH / section["last"], (LANE_HEIGHT - 2) / most

    def rectangle(column: dict[str, Any], count: int, below: int) -> dict[str, str]:
        x, y, width = column["at"] * across, LANE_HEIGHT - (below + count) * up, section["step"] * across - GAP
        return {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{count * up:.1f}"}

    return {
        "width": LANE_WIDTH,
        "height": LANE_HEIGHT,
        "most": most,
        "edges": [f"{edge * across:.1f}" for edge in section["edges"]],
        "ticks": [0, *section["edges"], section["last"]],
        "lanes": [
            lane
            | {
                "let_through": sum(column["taken"] for column in lane["columns"]),
                "taken": [rectangle(one, one["taken"], 0) for one in lane["columns"] if one["taken"]],
                "refused": [rectangle(one, one["refused"], one["taken"]) for one in lane["columns"] if one["refused"]],
            }
            for lane in section["lanes"]
        ],
    }


def lanes_table(section: dict[str, Any]) -> Table:
    """One row for each step of time in which anything happened; let through and refused of each lane."""
    by_name = {lane["name"]: {column["at"]: column for column in lane["columns"]} for lane in section["lanes"]}
    times = sorted({at for columns in by_name.values() for at in columns})

    def cell(column: dict[str, Any] | None) -> str:
        return f"{column['taken']} / {column['refused']}" if column else "–"

    rows: list[list[object]] = [[f"{at:g}", *(cell(columns.get(at)) for columns in by_name.values())] for at in times]
    return Table([section["x"], *by_name], rows)


def points_table(section: dict[str, Any]) -> Table:
    """The table behind a line chart: one row for each x, one column for each curve."""
    by_name = {series["name"]: dict(map(tuple, series["points"])) for series in section["series"]}
    xs = sorted({x for points in by_name.values() for x in points})
    rows: list[list[object]] = [[f"{x:,.0f}", *(figure(p[x]) if x in p else "–" for p in by_name.values())] for x in xs]
    return Table([section["x"], *by_name], rows)

"""Charts of results, from their sections."""

import pytest

from apps.showcase.web.charts import bar_widths, line_chart, points_table

SECTION = {
    "title": "Time",
    "x": "lines",
    "y": "seconds",
    "series": [
        {"name": "fast", "points": [(1_000, 0.1), (100_000, 10)], "twin": False},
        {"name": "slow", "points": [(1_000, 5)], "twin": True},
    ],
}


def test_equal_steps_of_ten_are_equal_lengths():
    chart = line_chart(SECTION)
    assert [tick.text for tick in chart.x_ticks] == ["1 k", "10 k", "100 k"]
    assert [tick.text for tick in chart.y_ticks] == ["0.1", "1", "10"]
    xs = [tick.at for tick in chart.x_ticks]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert chart.curves[0].points == f"{chart.left}.0,{chart.bottom}.0 {chart.right}.0,{chart.top}.0"
    assert chart.curves[1].twin


def test_a_single_point_stays_inside():
    chart = line_chart(SECTION | {"series": [{"name": "one", "points": [(5, 5)], "twin": False}]})
    (dot,) = chart.curves[0].dots
    assert chart.left <= dot.x <= chart.right
    assert chart.top <= dot.y <= chart.bottom


def test_behind_the_curves_is_a_table_with_every_point():
    table = line_chart(SECTION).table
    assert table.columns == ["lines", "fast", "slow"]
    assert table.rows == [["1,000", "0.1", "5"], ["100,000", "10", "–"]]


def test_thousands_are_written_out():
    (row,) = points_table({"x": "lines", "series": [{"name": "slow", "points": [(1_000_000, 2_867.4)]}]}).rows
    assert row == ["1,000,000", "2,867"]


def test_the_longest_bar_is_full_and_the_shortest_can_be_seen():
    bars = bar_widths({"bars": [{"value": 200_000}, {"value": 50_000}, {"value": 1}]})
    assert [bar["width"] for bar in bars] == [100, 25, 0.5]
    assert bar_widths({"bars": []}) == []

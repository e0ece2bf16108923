"""Geometry of charts."""

from datetime import date
from decimal import Decimal

import pytest

from apps.core.charts import Linear, Places, Series, Table, held_over_time, over_time, round_step, short


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01, "0.01"), (5, "5"), (20_000, "20 k"), (1_250_000, "1.25 M"), (Decimal(-1500), "−1.5 k")],
)
def test_figures_on_axes_are_short(value, text):
    assert short(value) == text


@pytest.mark.parametrize(("rough", "step"), [(0, 1), (0.3, 0.5), (1, 1), (1.1, 2), (23, 50), (60, 100)])
def test_steps_are_round(rough, step):
    assert round_step(rough) == pytest.approx(step)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], ["0", "1"]),
        ([0, 0], ["0", "1"]),
        ([Decimal("9.5"), 3], ["0", "5", "10"]),
        ([100], ["0", "50", "100"]),
        ([-30, 50], ["−40", "−20", "0", "20", "40", "60"]),
    ],
)
def test_a_linear_axis_has_zero_and_holds_every_value(values, ticks):
    scale = Linear(values, 100, 0)
    assert [tick.text for tick in scale.ticks()] == ticks
    assert all(0 <= scale(value) <= 100 for value in values)


@pytest.mark.parametrize(("count", "written"), [(1, [0]), (2, [0, 1]), (7, [0, 2, 4, 6]), (30, [9, 19, 29])])
def test_a_few_of_many_steps_are_written_the_last_one_always(count, written):
    assert Places(count, 0, 100).written(4) == written


def test_a_chart_over_time_stays_inside_its_axes_and_says_each_point():
    series = [Series("now", [(0, 1), (1, 4)], ["1 May: 1", "2 May: 4"]), Series("before", [(0, 2)])]
    chart = over_time("Orders", unit="a day", series=series, names=["1 May", "2 May"], table=Table([], []))
    first, last = chart.curves[0].dots
    assert (first.x, last.x, last.y, last.says) == (chart.left, chart.right, chart.top, "2 May: 4")
    assert [curve.number for curve in chart.curves] == [1, 2]
    assert [tick.text for tick in chart.x_ticks] == ["1 May", "2 May"]


def test_a_value_that_holds_is_drawn_as_steps_up_to_the_end():
    values = [(date(2026, 1, 1), 10, "ten"), (date(2026, 1, 6), 5, "five")]
    chart = held_over_time("Price", unit="GBP", values=values, until=date(2026, 1, 11), table=Table([], []))
    (curve,) = chart.curves
    (first, ten), (change, five) = [(dot.x, dot.y) for dot in curve.dots]
    assert curve.points == f"{first},{ten} {change},{ten} {change},{five} {chart.right:.1f},{five}"
    assert (first, change, ten < five) == (chart.left, (chart.left + chart.right) / 2, True)
    assert chart.x_ticks[-1].text == "11 Jan 26"


def test_a_value_that_began_today_still_has_a_dot():
    chart = held_over_time(
        "Price", unit="GBP", values=[(date(2026, 1, 1), 10, "")], until=date(2026, 1, 1), table=Table([], [])
    )
    assert len(chart.curves[0].dots) == 1

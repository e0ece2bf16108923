from datetime import UTC, datetime, timedelta

import pytest

from apps.core.observability.trail import Moment, Trail
from apps.core.web.timeline import LEFT, RIGHT, WIDTH, duration, steps, timeline

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def moment(second: float, lane: str, **values: object) -> Moment:
    return Moment(at=BEGIN + timedelta(seconds=second), lane=lane, what="x", kind="log, info", **values)


def test_time_goes_from_left_to_right_and_a_bar_is_as_long_as_its_work() -> None:
    chart = timeline(Trail("id", [moment(0, "web"), moment(10, "bulk", began_at=BEGIN + timedelta(seconds=5))], []))
    assert [lane.name for lane in chart.lanes] == ["web", "bulk"]
    (first,), (bar,) = (lane.marks for lane in chart.lanes)
    assert (first.end, first.width) == (LEFT, 0)
    assert bar.end == WIDTH - RIGHT
    assert bar.width == pytest.approx((WIDTH - LEFT - RIGHT) / 2, abs=0.2)
    assert [tick.text for tick in chart.ticks] == ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]


def test_a_single_moment_has_a_chart() -> None:
    chart = timeline(Trail("id", [moment(0, "web")], []))
    assert len(chart.lanes[0].marks) == 1


@pytest.mark.parametrize("seconds", [0.01, 0.137, 1, 23, 61, 3600, 86_400, 3_000_000])
def test_ticks_are_few_and_within(seconds: float) -> None:
    found = steps(seconds)
    assert 2 <= len(found) <= 8
    assert found[-1] <= seconds


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0"), (0.25, "250 ms"), (1.5, "1.5 s"), (720, "12 min"), (7200, "2 h")]
)
def test_durations_are_said_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text

"""The chart of a trail: one lane a process or kind of row, time from left to right."""

from dataclasses import dataclass

from apps.core.charts import Tick, round_step
from apps.core.observability.trail import Moment, Trail

WIDTH, LEFT, RIGHT = 960, 168, 24
TOP, LANE, BOTTOM = 14, 30, 34
FEWEST_SECONDS = 0.01
MOST_STEPS = 6


@dataclass(frozen=True)
class Mark:
    """Something in a lane: a bar from x to x + width, with a sign at its end."""

    x: float
    width: float
    end: float
    y: float
    tone: str
    text: str


@dataclass(frozen=True)
class Lane:
    name: str
    y: float
    marks: list[Mark]


@dataclass(frozen=True)
class Timeline:
    """Coordinates for `admin/ops/timeline.html`."""

    lanes: list[Lane]
    ticks: list[Tick]
    height: int
    bottom: int
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP


def timeline(trail: Trail) -> Timeline:
    """The chart of a trail with at least one moment."""
    seconds = max((trail.end - trail.begin).total_seconds(), FEWEST_SECONDS)

    def place(after: float) -> float:
        return round(LEFT + after / seconds * (WIDTH - LEFT - RIGHT), 1)

    def mark(moment: Moment, y: float) -> Mark:
        begin, end = place(trail.after(moment.begin)), place(trail.after(moment.at))
        text = f"{moment.what}, {moment.kind}, {duration(trail.after(moment.at))}"
        return Mark(begin, round(end - begin, 1), end, y, moment.tone, text)

    lanes = []
    for number, name in enumerate(trail.lanes):
        y = TOP + number * LANE + LANE / 2
        lanes.append(Lane(name, y, [mark(moment, y) for moment in trail.moments if moment.lane == name]))
    bottom = TOP + len(lanes) * LANE
    ticks = [Tick(place(at), duration(at)) for at in steps(seconds)]
    return Timeline(lanes, ticks, height=bottom + BOTTOM, bottom=bottom)


def steps(seconds: float) -> list[float]:
    """Round times from 0 to the end, few enough to be read."""
    step = round_step(seconds / MOST_STEPS)
    return [number * step for number in range(int(seconds / step + 1e-9) + 1)]


def duration(seconds: float) -> str:
    """0, 250 ms, 1.5 s, 12 min."""
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms" if seconds else "0"
    if seconds < 120:
        return f"{seconds:.3g} s"
    return f"{seconds / 60:.3g} min" if seconds < 7200 else f"{seconds / 3600:.3g} h"

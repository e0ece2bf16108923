"""Ways to do the same work, measured in turn: one round of each, then the next round.

Each measurement is a process of its own with a limit of time; it measures itself, from the first row to the commit.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from apps.showcase.lab.processes import Limits, Progress, run_child

MEGABYTES = 4000


@dataclass(frozen=True)
class Way:
    """`target` ("package.module:function") is called as `function(progress, **parameters)`.

    It gives back a dict with `seconds`, the time that counts, and whatever else is to be kept.
    """

    label: str
    target: str
    rounds: int = 1
    cap: float = 60
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lap:
    """One measurement; `cause` says why there is no value."""

    value: dict[str, Any]
    peak_bytes: int
    cause: str = ""


class Laps:
    """The measurements of one way."""

    def __init__(self, laps: Sequence[Lap]) -> None:
        self.done = [lap for lap in laps if not lap.cause]
        self.causes = [lap.cause for lap in laps if lap.cause]

    @property
    def seconds(self) -> float:
        """The median of those that came to an end."""
        return median(lap.value["seconds"] for lap in self.done)

    @property
    def peak_bytes(self) -> int:
        """The most of any."""
        return max((lap.peak_bytes for lap in self.done), default=0)

    def as_json(self) -> dict[str, Any]:
        return {
            "seconds": [round(lap.value["seconds"], 3) for lap in self.done],
            "peak_bytes": [lap.peak_bytes for lap in self.done],
            "values": [lap.value for lap in self.done],
            "causes": self.causes,
        }


def nothing(progress: Progress) -> dict[str, Any]:
    """The way that does nothing: what a process weighs after `django.setup()`."""
    return {"seconds": 0.0}


def interleave(
    ways: Sequence[Way], environment: Mapping[str, str], *, before: Callable[[Way], None], after: Callable[[Way], None]
) -> dict[str, Laps]:
    """The laps of each way, by label. `before` and `after` surround each measurement, outside of its time."""
    laps: dict[str, list[Lap]] = {way.label: [] for way in ways}
    for turn in range(max(way.rounds for way in ways)):
        for way in ways:
            if turn < way.rounds:
                before(way)
                laps[way.label].append(lap := measure(way, environment))
                say(f"round {turn + 1}  {way.label:<24} {lap.cause or format(lap.value['seconds'], '8.2f') + ' s'}")
                if not lap.cause:
                    after(way)
    return {label: Laps(done) for label, done in laps.items()}


def measure(way: Way, environment: Mapping[str, str]) -> Lap:
    report = run_child(
        way.target, way.parameters, limits=Limits(way.cap, MEGABYTES), environment=environment, django=True, nested=True
    )
    return Lap(report.value or {}, report.peak_bytes, report.cause)


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()

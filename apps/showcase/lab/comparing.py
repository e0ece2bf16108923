"""A run of a pair as the page starts it: a process that works in one size after the other, and says what came of it."""

from typing import Any

from apps.showcase.lab.building import build
from apps.showcase.lab.database import size_environment
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.sizes import BY_SLUG, SIZES, stand_of
from apps.showcase.lab.telling import MB, MEMORY, outcome

ALL_SIZES = "all"
# Indexes are made and plans are read besides; what takes longer than that is stuck.
BESIDES_SECONDS = 180
MEGABYTES = 3000


class NotBuilt(Exception):
    """There is no database of that size; the message says what to do."""


class NoOutcome(Exception):
    """The process in the lab ended early; the message says why."""


def run_pair(progress: Progress, *, pair: str, size: str, seconds: float) -> dict[str, Any]:
    """Measure the pair in one size, or in all that are built; the last one measured is the one that is told."""
    wanted = [one.slug for one in SIZES] if size == ALL_SIZES else [size]
    built = [slug for slug in wanted if stand_of(slug).built_at]
    if not built:
        raise NotBuilt(f"There is no database of {BY_SLUG[wanted[-1]].title} yet: manage.py lab build {wanted[-1]}")
    measured = []
    for slug in built:
        build(progress, size=slug)  # the shop may have new migrations
        measured.append(measure_in(slug, progress, pair=pair, seconds=seconds))
    return outcome(measured)


def measure_in(size: str, progress: Progress, *, pair: str, seconds: float) -> dict[str, Any]:
    title = BY_SLUG[size].title

    def tell(done: int = 0, total: int | None = None, note: str = "") -> None:
        progress(done=done, total=total, note=f"{title}. {note}")

    def in_lab(name: str, **parameters: Any) -> Any:
        report = run_child(
            f"apps.showcase.lab.rounds:{name}",
            {"pair": pair, **parameters},
            limits=Limits(seconds=seconds + BESIDES_SECONDS, megabytes=MEGABYTES),
            progress=tell,
            environment=size_environment(size),
            django=True,
            nested=True,
        )
        if report.ended:
            raise NoOutcome(f"{title}: {report.cause}")
        return report.value

    measured = in_lab("measure", seconds=seconds)
    if measured["counts"] == MEMORY:
        for way in measured["ways"]:
            tell(note=f"Weighing: {way['title']}")
            way["value"] = way["values"][MEMORY] = in_lab("weigh", way=way["name"]) / MB
    return {"size": size, "lines": stand_of(size).rows, **measured}

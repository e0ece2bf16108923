"""The experiment as the page starts it: a process that makes the lab's database, and one below it that works there."""

from typing import Any

from apps.showcase.lab.database import ensure_lab_database, lab_environment
from apps.showcase.lab.processes import Limits, Progress, run_child

LIMITS = Limits(seconds=100, megabytes=1500)


class NoOutcome(Exception):
    """The process in the lab ended early; the message says why."""


def sort_and_page(progress: Progress, *, rows: int, first: str, second: str, third: str) -> dict[str, Any]:
    """Sort the lab's orders by a stack of columns, and page through them with and without a tie-breaker."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    report = run_child(
        "apps.showcase.scenarios.s08_sort_by_several.comparing:in_lab",
        {"rows": rows, "signs": [sign for sign in (first, second, third) if sign]},
        limits=LIMITS,
        progress=progress,
        environment=lab_environment(),
        django=True,
        nested=True,
    )
    if report.value is None:
        raise NoOutcome(report.cause)
    return dict(report.value)

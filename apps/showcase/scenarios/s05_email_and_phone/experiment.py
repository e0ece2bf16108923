"""The experiment as the page starts it: a process that makes the lab's database, and one below it that works there."""

from typing import Any

from apps.showcase.lab.database import ensure_lab_database, lab_environment
from apps.showcase.lab.processes import Limits, Progress, run_child

LIMITS = Limits(seconds=60, megabytes=1500)


class NoOutcome(Exception):
    """The process in the lab ended early; the message says why."""


def at_the_doors(progress: Progress, *, field: str, value: str, country: str) -> dict[str, Any]:
    """Ask the three doors of the shop, and three copies of the rule, about one value and all samples."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    report = run_child(
        "apps.showcase.scenarios.s05_email_and_phone.asking:in_lab",
        {"field": field, "value": value, "country": country},
        limits=LIMITS,
        progress=progress,
        environment=lab_environment(),
        django=True,
        nested=True,
    )
    if report.value is None:
        raise NoOutcome(report.cause)
    return dict(report.value)

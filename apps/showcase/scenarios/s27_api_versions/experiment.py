"""The experiments as the page starts them: a process that makes the lab's database, one below it that works there."""

from typing import Any

from apps.showcase.lab.database import ensure_lab_database, lab_environment
from apps.showcase.lab.processes import Limits, Progress, run_child

LIMITS = Limits(seconds=60, megabytes=800)
HERE = "apps.showcase.scenarios.s27_api_versions"


class NoOutcome(Exception):
    """The process in the lab ended early; the message says why."""


def ask(progress: Progress, *, day: str) -> dict[str, Any]:
    """Ask for one order in every way, of the shop and of the twin."""
    return in_lab(progress, "asking", {"day": day})


def change(progress: Progress, *, change: str) -> dict[str, Any]:
    """Change one field of the code, and let a client of version 1 read on."""
    return in_lab(progress, "changing", {"change": change})


def in_lab(progress: Progress, module: str, parameters: dict[str, Any]) -> dict[str, Any]:
    progress(note="Making the lab's database")
    ensure_lab_database()
    report = run_child(
        f"{HERE}.{module}:in_lab",
        parameters,
        limits=LIMITS,
        progress=progress,
        environment=lab_environment(),
        django=True,
        nested=True,
    )
    if report.value is None:
        raise NoOutcome(report.cause)
    return dict(report.value)

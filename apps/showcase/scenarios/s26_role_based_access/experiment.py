"""The experiment as the page starts it: a process that makes the lab's database, and one below it that works there."""

from typing import Any

from apps.showcase.lab.database import ensure_lab_database, lab_environment
from apps.showcase.lab.processes import Limits, Progress, run_child

LIMITS = Limits(seconds=60, megabytes=800)


class NoOutcome(Exception):
    """The process in the lab ended early; the message says why."""


def ask(progress: Progress, *, who: str, act: str, meanwhile: str) -> dict[str, Any]:
    """Ask whether somebody may do something, of the rules and of the twin, and the same of everybody and everything."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    report = run_child(
        "apps.showcase.scenarios.s26_role_based_access.asking:in_lab",
        {"who": who, "act": act, "meanwhile": meanwhile},
        limits=LIMITS,
        progress=progress,
        environment=lab_environment(),
        django=True,
        nested=True,
    )
    if report.value is None:
        raise NoOutcome(report.cause)
    return dict(report.value)

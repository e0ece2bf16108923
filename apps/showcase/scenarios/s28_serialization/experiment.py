"""The experiments as the page starts them: a process with the shop's code loaded does the work."""

from typing import Any

from apps.showcase.lab.processes import Limits, Progress, run_child

HERE = "apps.showcase.scenarios.s28_serialization"
LIMITS = Limits(seconds=40, megabytes=1000)


class NoOutcome(Exception):
    """The process ended early; the message says why."""


def there_and_back(progress: Progress, *, lines: int) -> dict[str, Any]:
    """One order of so many lines, in every format."""
    return _done(progress, "comparing:compare", {"lines": lines})


def from_a_stranger(progress: Progress, *, effect: str) -> dict[str, Any]:
    """A stranger's bytes, at the twin and at the shop's readers."""
    return _done(progress, "stranger:receive", {"effect": effect})


def _done(progress: Progress, work: str, parameters: dict[str, Any]) -> dict[str, Any]:
    report = run_child(f"{HERE}.{work}", parameters, limits=LIMITS, progress=progress, django=True, nested=True)
    if report.value is None:
        raise NoOutcome(report.cause)
    return dict(report.value)

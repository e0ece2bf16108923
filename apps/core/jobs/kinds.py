"""Which function does the work of which kind of job. Filled by `@job_kind` in each app's `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Work = Callable[..., Any]


@dataclass(frozen=True)
class Kind:
    """How a kind of job is worked off. A restartable one begins again when its process has died."""

    work: Work
    restartable: bool


KINDS: dict[str, Kind] = {}


def job_kind(name: str, *, restartable: bool = False) -> Callable[[Work], Work]:
    """Register `work(run, **parameters)` for queued jobs of this kind; what it returns is the job's result, a dict.

    Keyword arguments with a type are read from the stored parameters by the policy of `apps.core.payloads`; a job
    whose parameters do not fit fails and says which. `**more` gets the rest as JSON made it.
    """

    def register(work: Work) -> Work:
        if name in KINDS:
            raise ValueError(f"There is a job kind {name} already.")
        KINDS[name] = Kind(work, restartable)
        return work

    return register

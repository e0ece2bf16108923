"""How far an import is: told to the job, to whoever called, and kept as seconds for the report."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from apps.core.jobs import RunningJob
from apps.orders.enums import RowVerdict

WAITING = "waiting for another import to end"
READING = "reading"
COMPARING = "comparing with the shop"
STORING = "storing"
RATE = "rows_per_second"


@dataclass(frozen=True)
class Progress:
    """`rows_expected` is an estimate from the part of the file that was read; None while it cannot be made."""

    job_id: UUID
    step: str
    rows: int = 0
    rows_expected: int | None = None
    rejected: int = 0
    repeated: int = 0
    conflict: int = 0


OnProgress = Callable[[Progress], None]


class Steps:
    """Tells progress and measures. Its calls raise JobCancelled when the import shall end."""

    def __init__(self, run: RunningJob, on_progress: OnProgress | None) -> None:
        self._run = run
        self._on_progress = on_progress
        self._began = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Surround a step; its name is shown while it lasts."""
        self.tell(name)
        self._began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - self._began

    def tell(
        self,
        step: str,
        *,
        rows: int = 0,
        rows_expected: int | None = None,
        rejected: int = 0,
        repeated: int = 0,
        conflict: int = 0,
    ) -> None:
        """Tell how far it is; what is not given stays as it was told before. The rate is that of reading."""
        note = step.capitalize()
        if rejected or repeated:
            note += f": {rejected:,} rows rejected, {repeated:,} repeated"
        figures = None
        if rows:
            seconds = self.seconds.get(READING, time.perf_counter() - self._began)
            figures = {
                RowVerdict.REJECTED.value: rejected,
                RowVerdict.REPEATED.value: repeated,
                RowVerdict.CONFLICT.value: conflict,
                RATE: round(rows / max(seconds, 1 / 1000)),
            }
        self._run.progress(done=rows or None, total=rows_expected, note=note, figures=figures)
        if self._on_progress:
            self._on_progress(Progress(self._run.id, step, rows, rows_expected, rejected, repeated, conflict))

"""The lease on a job: a thread with a database connection of its own says every few seconds that the work goes on."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import structlog
from django.db import Error, connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.models import Job, JobState

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 5.0
TICK_SECONDS = 0.5

P = ParamSpec("P")
T = TypeVar("T")


def on_own_connection(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `work` on a connection of its own: what it writes is committed, whatever transaction the caller has open."""

    def call() -> T:
        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(copy_context().run, call).result()


def wait_for_locks_only(seconds: int) -> None:
    """Make statements of this transaction fail when they wait for a lock longer than that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


class Lease:
    """Renews the lease and stores the latest progress until it is stopped; learns of cancellation and of its loss."""

    def __init__(self, job_id: UUID, attempt: int) -> None:
        self._job_id = job_id
        self._attempt = attempt
        self._told: dict[str, Any] = {}
        self._stored = self._told
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=copy_context().run, args=(self._keep,), daemon=True)
        self.cancel_requested = False
        self.lost = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop renewing and wait for the thread, so that nothing is written afterwards."""
        self._stopping.set()
        self._thread.join()

    def tell(
        self, *, done: int | None, total: int | None, note: str | None, figures: dict[str, int] | None = None
    ) -> None:
        """Keep the latest progress for the next tick."""
        news = {
            "done": done,
            "total": total,
            "progress_note": note if note is None else note[:200],
            "progress_figures": figures,
        }
        # A new dict each time: the thread reads it without a lock.
        self._told = {**self._told, **{name: value for name, value in news.items() if value is not None}}

    def told(self) -> dict[str, Any]:
        """The latest progress, as columns of the row."""
        return self._told

    def row(self) -> QuerySet[Job]:
        """The row, as long as it is held: empty once the job was given up or given to another process."""
        return Job.objects.filter(pk=self._job_id, attempt=self._attempt, state=JobState.RUNNING)

    def end(self, state: JobState, cause: str) -> None:
        """Record an end that is not success. A job that this process no longer holds stays as it is."""
        # Success that was recorded in a transaction of the caller's, still open, holds the row: do not wait for it.
        try:
            with transaction.atomic():
                wait_for_locks_only(2)
                self.row().update(state=state, cause=cause, finished_at=timezone.now(), **self._told)
        except Error:
            log.exception("job_end_not_recorded", job=str(self._job_id), state=state)

    def _keep(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._stopping.wait(TICK_SECONDS) and not self.lost:
                if self._told is self._stored and time.monotonic() - renewed < RENEW_SECONDS:
                    continue
                if self._renew():
                    renewed = time.monotonic()
                elif time.monotonic() - renewed > LEASE.total_seconds():
                    self.lost = True
        finally:
            connections.close_all()

    def _renew(self) -> bool:
        """Store progress and a new end of the lease; False when the database did not answer."""
        news = self._told
        try:
            held = self.row().update(lease_until=timezone.now() + LEASE, **news)
            self.cancel_requested = self.row().filter(cancel_requested_at__isnull=False).exists()
        except Error as error:
            log.warning("job_lease_not_renewed", job=str(self._job_id), error=str(error).strip())
            connections.close_all()
            return False
        self.lost = not held
        self._stored = news
        return True

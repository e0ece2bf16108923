"""Working on a job: the row is there at once, tells the progress, and says in the end how it went."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.utils import timezone

from apps.core.errors import DomainError
from apps.core.jobs.lease import LEASE, Lease, on_own_connection
from apps.core.jobs.sweeping import sweep
from apps.core.models import Job, JobState
from apps.core.observability.context import request_id

if TYPE_CHECKING:
    from apps.core.actor import Actor

log = structlog.get_logger(__name__)


class JobCancelled(DomainError):
    """Somebody asked for the end of this job."""

    code = "job_cancelled"


class JobNotQueued(DomainError):
    """Another process has the job, or it has ended."""

    code = "job_not_queued"


class LeaseLost(DomainError):
    """The row was taken from this process, because it had not been heard of for too long. Its work must not be kept."""

    code = "job_lease_lost"


class RunningJob:
    """The handle of the one who works."""

    def __init__(self, job_id: UUID, lease: Lease) -> None:
        self.id = job_id
        self._lease = lease
        self._succeeded = False

    @property
    def job(self) -> Job:
        """The row as it stands now."""
        return Job.objects.get(pk=self.id)

    def progress(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
        figures: dict[str, int] | None = None,
    ) -> None:
        """Tell how far the work is; cheap enough for every row, the database sees it about twice a second.

        `figures` are what else the work counts, by name. Raises JobCancelled or LeaseLost when the work shall stop.
        """
        self._lease.tell(done=done, total=total, note=note, figures=figures)
        if self._lease.lost:
            raise LeaseLost("The job was given up because this process had not been heard of for too long.")
        if self._lease.cancel_requested:
            raise JobCancelled("The job was cancelled.")

    def succeed(self, result: dict[str, Any] | None = None) -> None:
        """Record success and result: the last thing the work does.

        Inside a transaction it becomes true with the transaction, so that the job succeeds if and only if its effects
        are kept. Raises LeaseLost, which must leave that transaction.
        """
        self._lease.stop()
        row = {"state": JobState.SUCCEEDED, "result": result, "finished_at": timezone.now(), **self._lease.told()}
        if not self._lease.row().update(**row):
            raise LeaseLost("The job was given up before its end; its effects must not be kept.")
        self._succeeded = True

    @property
    def succeeded(self) -> bool:
        """Whether `succeed` was called."""
        return self._succeeded


@contextmanager
def running(
    *, kind: str, owner: "Actor | None" = None, parameters: dict[str, Any] | None = None, job: Job | None = None
) -> Iterator[RunningJob]:
    """Surround work with its Job row, or with the queued `job`, whose kind, owner and parameters then count.

    The row is committed at once, on a connection of its own, whatever transaction the caller has open. Leaving ends
    the job: normally SUCCEEDED; a DomainError FAILED with its message as the cause people read; JobCancelled and
    Ctrl-C CANCELLED; the end of the process INTERRUPTED; anything else FAILED, with the story in the log only. What
    was raised is raised on. Raises JobNotQueued when `job` cannot be taken over.
    """
    job_id, attempt = on_own_connection(_begin, kind, owner.pk if owner else None, parameters or {}, job)
    lease = Lease(job_id, attempt)
    run = RunningJob(job_id, lease)
    lease.start()
    try:
        yield run
        if not run.succeeded:
            run.succeed()
    except LeaseLost:
        log.warning("job_lease_lost", job=str(job_id))
        raise
    except (JobCancelled, KeyboardInterrupt) as error:
        _end(lease, JobState.CANCELLED, str(error) or "Stopped from the keyboard.")
        raise
    except DomainError as error:
        _end(lease, JobState.FAILED, str(error))
        raise
    except Exception:
        log.exception("job_failed", job=str(job_id))
        _end(lease, JobState.FAILED, f"An unexpected error ended it; the log tells more under request {request_id()}.")
        raise
    except BaseException:
        _end(lease, JobState.INTERRUPTED, "The process that worked on it was stopped.")
        raise
    finally:
        lease.stop()


def _begin(kind: str, owner_id: Any, parameters: dict[str, Any], queued: Job | None) -> tuple[UUID, int]:
    sweep()
    now = timezone.now()
    lease = {"state": JobState.RUNNING, "lease_until": now + LEASE, "started_at": now}
    if queued is None:
        job = Job.objects.create(
            kind=kind, owner_id=owner_id, parameters=parameters, request_id=request_id(), attempt=1, **lease
        )
        return job.pk, 1
    attempt = queued.attempt + 1
    free = Job.objects.filter(pk=queued.pk, state=JobState.QUEUED, attempt=queued.attempt)
    if not free.update(attempt=attempt, **lease):
        raise JobNotQueued("The job is being worked on or has ended.")
    return queued.pk, attempt


def _end(lease: Lease, state: JobState, cause: str) -> None:
    lease.stop()
    on_own_connection(lease.end, state, cause)

"""Jobs for the bulk worker. The QUEUED row is what is to be done; the relay rings for it until somebody takes it."""

from datetime import timedelta
from typing import Any

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from apps.core.actor import Actor
from apps.core.audit import record
from apps.core.broker import Broker
from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.jobs.kinds import KINDS
from apps.core.jobs.lease import wait_for_locks_only
from apps.core.jobs.running import running
from apps.core.models import Job, JobState
from apps.core.observability.context import request_id
from apps.core.payloads import read_arguments

log = structlog.get_logger(__name__)

RUN = "core.jobs.run"
QUEUE = "bulk"
BATCH = 100
RING_AGAIN_AFTER = timedelta(seconds=20)


class UnknownKind(DomainError):
    """The job was queued by a version of the shop that knew its kind."""

    code = "job_kind_unknown"


def enqueue(*, kind: str, owner: Actor | None, parameters: dict[str, Any]) -> Job:
    """A job for the bulk worker; it starts after the caller's transaction has committed.

    Raises KeyError for a kind that no tasks.py registers.
    """
    if kind not in KINDS:
        raise KeyError(f"No function does jobs of kind {kind}.")
    return Job.objects.create(
        kind=kind, owner_id=owner.pk if owner else None, parameters=parameters, request_id=request_id()
    )


def ring_queued_jobs(broker: Broker) -> int:
    """A round of the relay: ring for queued jobs whose time has come; how many were rung."""
    now = timezone.now()
    queued = Job.objects.filter(state=JobState.QUEUED, ring_at__lte=now).order_by("ring_at")
    due = list(queued.values_list("pk", flat=True)[:BATCH])
    if not due or broker.waiting(QUEUE) >= len(due):
        return 0
    with transaction.atomic():
        jobs = list(queued.filter(pk__in=due).select_for_update(skip_locked=True))
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(ring_at=now + RING_AGAIN_AFTER)
    for job in jobs:
        broker.ring(RUN, str(job.pk), queue=QUEUE, request_id=job.request_id)
    return len(jobs)


def run_queued(job_id: str) -> None:
    """Work on a queued job. A message for one that is taken or has ended ends at once.

    Refusals and cancellation are recorded in the job; what is unexpected is raised on.
    """
    job = Job.objects.filter(pk=job_id, state=JobState.QUEUED).first()
    if job is None:
        return
    try:
        with running(kind=job.kind, job=job) as run:
            kind = KINDS.get(job.kind)
            if kind is None:
                raise UnknownKind(f"This version of the shop has no work of kind {job.kind}.")
            result = kind.work(run, **read_arguments(kind.work, job.parameters))
            if not run.succeeded:
                run.succeed(result)
    except DomainError as error:
        log.info("job_ended_early", job=job_id, code=error.code, cause=str(error))


def cancel(*, job: Job, by: Actor) -> None:
    """End a queued job, or ask the process that works on a running one to stop at its next progress report.

    Raises NotAllowed for somebody else's job without the permission, Conflict when it has ended already.
    """
    owns_it = by.pk is not None and job.owner_id == by.pk
    if not owns_it and not by.has_perm("core.change_job"):
        raise NotAllowed("This job belongs to somebody else.")
    try:
        with transaction.atomic():
            wait_for_locks_only(1)
            row = Job.objects.select_for_update().get(pk=job.pk)
            before = row.state
            if row.state == JobState.QUEUED:
                row.state, row.cause, row.finished_at = JobState.CANCELLED, "Cancelled before it began.", timezone.now()
            elif row.state == JobState.RUNNING:
                row.cancel_requested_at = row.cancel_requested_at or timezone.now()
            else:
                raise Conflict("The job has ended.", code="job_ended")
            row.save(update_fields=["state", "cause", "finished_at", "cancel_requested_at"])
            record(actor=by, action="core.job_cancelled", target=row, before={"state": before})
    except OperationalError as error:
        raise Conflict("The job is just ending.", code="job_ended") from error

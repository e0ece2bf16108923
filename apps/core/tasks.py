"""The tasks of core: what the relay rings for, and the periodic work that keeps jobs and claims in order."""

from datetime import timedelta

from celery import shared_task

from apps.core.events.delivery import deliver
from apps.core.idempotency import sweep_keys
from apps.core.jobs import slot, sweep
from apps.core.jobs.queue import run_queued
from apps.core.jobs.slots import prune_claims


@shared_task(name="core.events.deliver")
def deliver_entry(entry_id: int) -> None:
    """Deliver one inbox entry, and those of its aggregate that are before it."""
    deliver(entry_id)


# Acknowledged at the start: the lease of the row, not the message, says whether somebody works on the job.
@shared_task(name="core.jobs.run", acks_late=False, reject_on_worker_lost=False)
def run_job(job_id: str) -> None:
    """Work on a queued job."""
    run_queued(job_id)


@slot(every=timedelta(seconds=15))
def sweep_jobs() -> None:
    """Give up, or queue again, jobs whose process has died."""
    sweep()


@slot(every=timedelta(minutes=10))
def sweep_idempotency_keys() -> None:
    """Forget the answers whose time is over, and the claims of processes that have died."""
    sweep_keys()


@slot(every=timedelta(hours=1))
def prune_slot_claims() -> None:
    """Forget the claims of slots of the days before yesterday."""
    prune_claims()

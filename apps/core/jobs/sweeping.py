"""Jobs whose process has died."""

import structlog
from django.db import transaction
from django.utils import timezone

from apps.core.jobs.kinds import KINDS
from apps.core.models import Job, JobState

log = structlog.get_logger(__name__)

CAUSE = "The process that worked on it ended; nothing it had not finished was kept."
MAX_RESTARTS = 3


def sweep() -> int:
    """Mark running jobs whose lease has lapsed as INTERRUPTED, or queue them again when their kind allows; how many."""
    now = timezone.now()
    with transaction.atomic():
        running = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
        # One that is locked is just recording its success in the transaction of its work.
        lapsed = list(running.select_for_update(skip_locked=True))
        for job in lapsed:
            kind = KINDS.get(job.kind)
            if kind and kind.restartable and job.attempt <= MAX_RESTARTS and not job.cancel_requested_at:
                job.state, job.ring_at = JobState.QUEUED, now
            else:
                job.state, job.cause, job.finished_at = JobState.INTERRUPTED, CAUSE, now
            job.lease_until = None
            job.save(update_fields=["state", "ring_at", "cause", "finished_at", "lease_until"])
            log.warning("job_lease_lapsed", job=str(job.pk), kind=job.kind, state=job.state, attempt=job.attempt)
    return len(lapsed)

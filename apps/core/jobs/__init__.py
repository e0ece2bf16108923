"""Long work that people watch. `Job` rows tell how far it is; the process that works holds a lease on its row.

`running` surrounds work that starts now; `enqueue` leaves it to the bulk worker, which calls the function registered
with `job_kind`. `slot` makes a function of a tasks.py run periodically.
"""

from apps.core.jobs.kinds import job_kind
from apps.core.jobs.queue import cancel, enqueue
from apps.core.jobs.running import JobCancelled, JobNotQueued, LeaseLost, RunningJob, running
from apps.core.jobs.slots import slot
from apps.core.jobs.sweeping import sweep

__all__ = [
    "JobCancelled",
    "JobNotQueued",
    "LeaseLost",
    "RunningJob",
    "cancel",
    "enqueue",
    "job_kind",
    "running",
    "slot",
    "sweep",
]

"""Long runs are jobs for the bulk worker."""

from typing import Any

from apps.core.jobs import RunningJob, job_kind
from apps.showcase.lab.runs import JOB_KIND, perform_as_job


@job_kind(JOB_KIND)
def run_experiment(job: RunningJob, *, run_id: int, parameters: dict[str, Any]) -> dict[str, Any]:
    return perform_as_job(run_id=run_id, parameters=parameters, progress=job.progress)

from typing import Any

from apps.core.jobs import RunningJob, job_kind


@job_kind("sample.count")
def count(run: RunningJob, *, up_to: int) -> dict[str, Any]:
    """Counts, and says how far it came."""
    for number in range(up_to):
        run.progress(done=number + 1, total=up_to)
    return {"counted": up_to}

"""Imports of uploaded files, and the files of their rows to mend, are jobs for the bulk worker."""

from typing import Any

from apps.core.jobs import RunningJob, job_kind
from apps.orders.services.importing import mend_file, requested


# A file is stored in one transaction or not at all, and the same file twice changes nothing: it may begin again.
@job_kind(requested.KIND, restartable=True)
def import_upload(run: RunningJob, **parameters: Any) -> dict[str, Any]:
    return requested.perform_requested_import(run=run)


# The file is kept when the job has succeeded, otherwise not.
@job_kind(mend_file.KIND, restartable=True)
def rows_to_mend(run: RunningJob, *, import_job: int) -> dict[str, Any]:
    return mend_file.write_rows_to_mend(run=run, import_job_id=import_job)

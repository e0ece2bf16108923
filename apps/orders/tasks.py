"""Imports of uploaded files are jobs for the bulk worker."""

from typing import Any

from apps.core.jobs import RunningJob, job_kind
from apps.orders.services.importing.requested import KIND, perform_requested_import


# A file is stored in one transaction or not at all, and the same file twice changes nothing: it may begin again.
@job_kind(KIND, restartable=True)
def import_upload(run: RunningJob, **parameters: Any) -> dict[str, Any]:
    return perform_requested_import(run=run)

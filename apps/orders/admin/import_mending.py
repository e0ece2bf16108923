"""The file of the rows to mend, as an import's page tells of it."""

from dataclasses import dataclass

from django.urls import reverse

from apps.core.payloads import read
from apps.orders.admin.import_progress import GOING_ON
from apps.orders.models import ImportJob
from apps.orders.services.importing.mend_file import RowsToMend, file_to_mend


@dataclass(frozen=True)
class Mending:
    """Ready for `admin/imports/mending.html`: not asked for, being written, there, or ended for a cause."""

    going_on: bool
    lines_read: int
    cause: str
    download: str
    rows: int


def mending_of(done: ImportJob) -> Mending:
    """Where the file of the import's rows to mend is; its `mend_job` should come along."""
    job = done.mend_job
    going_on = job is not None and job.state in GOING_ON
    file = file_to_mend(import_job=done)
    return Mending(
        going_on=going_on,
        lines_read=job.done if job and going_on else 0,
        cause=job.cause if job and not going_on else "",
        download=reverse("uploads:download", args=[file.pk]) if file else "",
        rows=read(RowsToMend, job.result).rows if job and file else 0,
    )

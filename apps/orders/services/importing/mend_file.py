"""The rows to mend as a file: asked for by people, written by the bulk worker, kept as an upload of theirs.

Finding the rows takes two readings of the whole upload, seconds for a million rows: no request waits for that.
"""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.jobs import RunningJob, enqueue
from apps.core.models import Job, JobState
from apps.core.payloads import read
from apps.core.spreadsheets import BYTE_ORDER_MARK, safe_cell
from apps.orders.models import ImportJob
from apps.orders.rules.importing.cells import LocalTime
from apps.orders.services.importing.mending import Survey
from apps.orders.services.importing.pipeline import AHEAD, check_may_import
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.reading import file_of
from apps.uploads.services.storing import store_upload

KIND = "orders.rows_to_mend"
KEPT_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED)


@dataclass(frozen=True)
class RowsToMend:
    """The result of the job: the file, and how many rows it has."""

    upload: UUID
    rows: int


@transaction.atomic
def request_rows_to_mend(*, import_job: ImportJob, by: User) -> Job:
    """Queue the file of the import's rows to mend. Where it is being written or is there, that job is given back.

    Raises NotAllowed, and DomainError with code `file_gone` for a file from the command line or `nothing_to_mend`.
    """
    check_may_import(by)
    done = ImportJob.objects.locked().get(pk=import_job.pk)
    if done.mend_job is not None and done.mend_job.state in KEPT_STATES:
        return done.mend_job
    if done.upload_id is None:
        raise DomainError("The file came by the command line; mend it where it is.", code="file_gone")
    if not done.rows_rejected:
        raise DomainError("No row of this import was rejected.", code="nothing_to_mend")
    done.mend_job = enqueue(kind=KIND, owner=by, parameters={"import_job": done.pk})
    done.save(update_fields=["mend_job"])
    record(actor=by, action="orders.rows_to_mend_requested", target=done, after={"job": str(done.mend_job_id)})
    return done.mend_job


def write_rows_to_mend(*, run: RunningJob, import_job_id: int) -> dict[str, Any]:
    """The work of a job that `request_rows_to_mend` queued: `upload`, the id of the file, and its `rows`.

    Cells that look like formulas are written safely. Raises NotAllowed, DomainError when the import's file is no longer
    stored or the new one would be larger than an upload may be, ImportFileError, and what `run.progress` does.
    """
    done = ImportJob.objects.select_related("upload").get(pk=import_job_id)
    by = run.job.owner
    if by is None or done.upload is None:
        raise NotAllowed("Nobody answers for this file, or the import has none.")
    check_may_import(by)  # once more: it may be a while since it was asked for
    local_time = LocalTime(ZoneInfo(done.timezone), latest=timezone.now() + AHEAD)
    with file_of(upload=done.upload) as path, tempfile.NamedTemporaryFile(prefix="mend-") as written:
        rows = write(Path(written.name), Survey(path, local_time, read=lambda line: run.progress(done=line)))
        # The file is kept if and only if the job has succeeded.
        with transaction.atomic():
            name = f"mend-{done.pk}.csv"
            upload = store_upload(file=File(written, name=name), kind=UploadKind.ORDER_IMPORT, by=by)
            result = {"upload": str(upload.pk), "rows": rows}
            run.succeed(result)
    return result


def write(path: Path, survey: Survey) -> int:
    """The header and the rows as CSV, with the mark by which spreadsheets know UTF-8; how many rows."""
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file)
        writer.writerow(survey.columns)
        for cells in survey.rows():
            rows += 1
            writer.writerow([safe_cell(cell.strip()) for cell in cells])
    return rows


def file_to_mend(*, import_job: ImportJob) -> Upload | None:
    """The file, once it is written."""
    job = import_job.mend_job
    if job is None or job.state != JobState.SUCCEEDED or not job.result:
        return None
    return Upload.objects.filter(pk=read(RowsToMend, job.result).upload).first()

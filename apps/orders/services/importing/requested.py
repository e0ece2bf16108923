"""Imports of uploaded files: asked for by people, performed by the bulk worker."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.jobs import RunningJob
from apps.core.jobs.queue import enqueue
from apps.orders.enums import ImportMode
from apps.orders.models import ImportJob
from apps.orders.services.importing.pipeline import check_may_import, perform_import
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.reading import file_of

# Not the kind of imports from the command line: those cannot begin again elsewhere, their file is not in the shop.
KIND = "orders.import_upload"


@transaction.atomic
def request_import(*, upload: Upload, mode: ImportMode, dry_run: bool, zone: ZoneInfo, by: User) -> ImportJob:
    """Queue the import of an uploaded file; `import_orders` says what mode, dry run and zone mean.

    Raises NotAllowed, also for a file that `by` may not see, and DomainError with code `upload_of_other_kind` for one
    that was sent as something else.
    """
    check_may_import(by)
    if not Upload.objects.visible_to(by).filter(pk=upload.pk).exists():
        raise NotAllowed("You may not see this file.")
    if upload.kind != UploadKind.ORDER_IMPORT:
        raise DomainError("This file was not sent as an order file.", code="upload_of_other_kind", field="upload")
    parameters = {"upload": str(upload.pk), "mode": mode.value, "dry_run": dry_run, "timezone": zone.key}
    import_job = ImportJob.objects.create(
        job=enqueue(kind=KIND, owner=by, parameters=parameters),
        upload=upload,
        file_name=upload.name,
        sha256=upload.sha256,
        mode=mode,
        dry_run=dry_run,
        timezone=zone.key,
    )
    record(actor=by, action="orders.import_requested", target=import_job, after={"file": upload.name, **parameters})
    return import_job


def perform_requested_import(*, run: RunningJob) -> dict[str, Any]:
    """The work of a job that `request_import` queued: its figures. Raises what `import_orders` does."""
    import_job = ImportJob.objects.select_related("upload", "job__owner").get(job_id=run.id)
    by, upload = import_job.job.owner, import_job.upload
    if by is None or upload is None:
        raise NotAllowed("Nobody answers for this import, or it has no file.")
    check_may_import(by)  # once more: it may be a while since it was asked for
    with file_of(upload=upload) as path:
        return perform_import(run=run, import_job=import_job, path=path, by=by).figures()

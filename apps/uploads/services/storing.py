"""Taking in a file."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import DomainError, NotAllowed
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.rules.names import shown_name

CHUNK_BYTES = 64 * 1024


def store_upload(*, file: "File[bytes]", kind: UploadKind, by: User) -> Upload:
    """Store what somebody sent, under a random name; the name it came with is only shown.

    The file is streamed: its size and SHA-256 are found on the way. Raises NotAllowed, and DomainError with code
    `file_too_large` (over UPLOAD_MAX_BYTES) or `file_empty`; then nothing stays on disk.
    """
    if not by.has_perm("uploads.add_upload"):
        raise NotAllowed("You may not upload files.")
    upload_id = uuid4()
    now = timezone.now()
    path = f"{kind}/{now:%Y/%m}/{upload_id.hex}"
    measured = MeasuredFile(file)
    with _removed_on_error(path):
        # Before the transaction: a slow sender must not keep one open.
        default_storage.save(path, measured)
        upload = Upload(
            id=upload_id,
            owner=by,
            kind=kind,
            name=shown_name(file.name or ""),
            path=path,
            size=measured.taken,
            sha256=measured.sha256.hexdigest(),
            created_at=now,
        )
        _keep(upload, by=by)
    return upload


@transaction.atomic
def _keep(upload: Upload, *, by: User) -> None:
    upload.save(force_insert=True)
    described = {"kind": upload.kind, "name": upload.name, "size": upload.size, "sha256": upload.sha256}
    record(actor=by, action="uploads.stored", target=upload, after=described)


class MeasuredFile(File):  # type: ignore[type-arg]
    """Counts and digests what is read, and refuses to read too much or nothing."""

    def __init__(self, file: "File[bytes]") -> None:
        super().__init__(file.file, name=file.name)
        self.taken = 0
        self.sha256 = hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in super().chunks(CHUNK_BYTES):
            self.taken += len(chunk)
            if self.taken > settings.UPLOAD_MAX_BYTES:
                limit = f"{settings.UPLOAD_MAX_BYTES:,} bytes"
                raise DomainError(f"The file is larger than {limit}.", code="file_too_large", field="file")
            self.sha256.update(chunk)
            yield chunk
        if not self.taken:
            raise DomainError("The file is empty.", code="file_empty", field="file")


@contextmanager
def _removed_on_error(path: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        default_storage.delete(path)
        raise

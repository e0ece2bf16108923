"""Reading a stored file where a path is needed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage

from apps.core.errors import DomainError
from apps.uploads.models import Upload


@contextmanager
def file_of(*, upload: Upload) -> Iterator[Path]:
    """A path at which the file can be read inside the block; a temporary copy where the storage is not a disk.

    Raises DomainError with code `file_gone` when it is no longer stored.
    """
    try:
        stored = default_storage.open(upload.path)
    except FileNotFoundError:
        raise DomainError("The uploaded file is no longer stored; send it again.", code="file_gone") from None
    with stored:
        if stored.name and Path(stored.name).is_absolute():
            yield Path(stored.name)
            return
        with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
            shutil.copyfileobj(stored, copy)
            copy.flush()
            yield Path(copy.name)

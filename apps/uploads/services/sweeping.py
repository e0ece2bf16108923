"""Files that nobody knows: a process was killed between storing one and saying so, or while it took one in."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload

log = structlog.get_logger(__name__)

AGE_SECONDS = 3600
TAKEN_IN = "tmp*.upload*"  # how Django names the files of forms


def remove_orphans() -> int:
    """Remove files older than an hour that no upload names, and those of forms left behind; how many.

    Only where uploads lie on a disk: other storages have rules of their own for that.
    """
    if not isinstance(default_storage, FileSystemStorage):
        return 0
    oldest = time.time() - AGE_SECONDS
    root = Path(default_storage.location)
    count = 0
    for path in (*_stored(root), *_taken_in()):
        try:
            found = path.stat()
            if found.st_mtime < oldest and found.st_uid == os.getuid() and not _known(root, path):
                path.unlink()
                log.warning("orphan_removed", file=path.name)
                count += 1
        except FileNotFoundError:
            continue  # somebody else removed it
    return count


def _stored(root: Path) -> Iterator[Path]:
    """Files of uploads, in the folders of their kinds; nothing else that may lie there."""
    for kind in UploadKind.values:
        yield from (path for path in (root / kind).glob("*/*/*") if path.is_file())


def _taken_in() -> Iterator[Path]:
    folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
    yield from Path(folder).glob(TAKEN_IN)


def _known(root: Path, path: Path) -> bool:
    return path.is_relative_to(root) and Upload.objects.filter(path=str(path.relative_to(root))).exists()

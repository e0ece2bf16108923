"""Files that nobody knows: a process was killed between storing one and saying so, or while it took one in."""

import os
import tempfile
import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload

log = structlog.get_logger(__name__)

AGE_SECONDS = 3600
BATCH = 1_000  # files that one query asks for
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
    left = (path for path in chain(_stored(root), _taken_in()) if _is_old(path, oldest))
    while batch := list(islice(left, BATCH)):
        names = {str(path.relative_to(root)): path for path in batch if path.is_relative_to(root)}
        known = Upload.objects.filter(path__in=list(names)).values_list("path", flat=True)
        for path in set(batch) - {names[name] for name in known}:
            path.unlink(missing_ok=True)
            log.warning("orphan_removed", file=path.name)
            count += 1
    return count


def _is_old(path: Path, oldest: float) -> bool:
    """Whether the file is ours and was last written before that; not if somebody else has removed it."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return found.st_mtime < oldest and found.st_uid == os.getuid()


def _stored(root: Path) -> Iterator[Path]:
    """Files of uploads, in the folders of their kinds; nothing else that may lie there."""
    for kind in UploadKind.values:
        yield from (path for path in (root / kind).glob("*/*/*") if path.is_file())


def _taken_in() -> Iterator[Path]:
    folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
    yield from Path(folder).glob(TAKEN_IN)

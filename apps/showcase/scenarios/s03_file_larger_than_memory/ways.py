"""Ways to go through a file, and the climb that measures each: ever larger files, in one limited process.

Django is imported only where the shop's code needs it, so that the others weigh little.
"""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apps.showcase.lab.measuring import peak_bytes
from apps.showcase.lab.processes import Progress


def upload_in_chunks(path: Path) -> int:
    """As the shop takes an upload: 64 KiB at a time to the disk, counted and hashed on the way; bytes written."""
    from django.conf import settings
    from django.core.files.base import File
    from django.test.utils import override_settings

    from apps.uploads.services.storing import MeasuredFile

    assert settings.UPLOAD_MAX_BYTES  # the shop's cap; here a file may be larger than an upload
    written = path.with_suffix(".upload")
    try:
        with (
            path.open("rb") as file,
            written.open("wb") as out,
            override_settings(UPLOAD_MAX_BYTES=path.stat().st_size),
        ):
            for chunk in MeasuredFile(File(file)).chunks():
                out.write(chunk)
        return written.stat().st_size
    finally:
        written.unlink(missing_ok=True)


def rows_of_an_import(path: Path) -> int:
    """As the shop reads an order file: decoded, split into cells, 500 rows at a time; rows seen."""
    from apps.orders.services.importing.source import Source

    source = Source(path)
    try:
        return sum(len(rows) for _, rows in source.blocks())
    finally:
        source.close()


def line_by_line(path: Path) -> int:
    """A file is an iterator over its lines: one is in memory at a time; lines seen."""
    digest = hashlib.sha256()
    lines = 0
    with path.open("rb") as file:
        for line in file:
            digest.update(line)
            lines += 1
    return lines


def read_all(path: Path) -> int:
    """The twin: the whole text, then a list of all its lines beside it."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    return len(lines)


WAYS: dict[str, Callable[[Path], int]] = {
    "upload": upload_in_chunks,
    "import": rows_of_an_import,
    "lines": line_by_line,
    "read_all": read_all,
}


def climb(progress: Progress, *, way: str, paths: list[str]) -> list[dict[str, Any]]:
    """Go through files of growing size; of each, the peak of memory above what the process had before the first.

    It ends with the file at which memory ran out.
    """
    go = WAYS[way]
    go(Path(paths[0]))  # imports and buffers are there before it counts
    before = peak_bytes()
    steps: list[dict[str, Any]] = []
    for path in paths[1:]:
        size = Path(path).stat().st_size
        progress(note=f"{size // 1_000_000:,} MB")
        began = time.perf_counter()
        try:
            go(Path(path))
        except MemoryError:
            return [*steps, {"size": size, "fits": False}]
        seconds = time.perf_counter() - began
        steps.append({"size": size, "fits": True, "above": peak_bytes() - before, "seconds": seconds})
    return steps

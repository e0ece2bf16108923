"""Errors once more in a file of their own, small enough to be kept and read when everything else is too much.

One file a process. Two processes that rotate one file lose lines: each renames it under the other's hands, and what
was kept a moment ago is thrown away as the oldest. So the name holds role, host and process id.
"""

import logging
import os
import platform
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER = "errors"
MOST_BYTES = 2_000_000
OLD_FILES = 3
KEPT_FILES = 60


class ErrorFileHandler(RotatingFileHandler):
    """Appends to `<folder>/<role>.<host>.<pid>.jsonl` and rotates it; of all files there the newest KEPT_FILES stay.

    The file is open only while a line is written: worker processes are forked after the handler was made, and a file
    that was removed as too old must not swallow lines.
    """

    def __init__(self, folder: str, role: str, most_bytes: int = MOST_BYTES, old_files: int = OLD_FILES) -> None:
        self._folder, self._role = Path(folder), role
        super().__init__(self._path(), maxBytes=most_bytes, backupCount=old_files, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        path = self._path()
        self.baseFilename = str(path)
        try:
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                prune(self._folder, keep=KEPT_FILES - 1)
            super().emit(record)
        except OSError:
            self.handleError(record)
        finally:
            if self.stream is not None:
                self.stream.close()
                self.stream = None  # as FileHandler itself does with delay=True

    def _path(self) -> Path:
        return (self._folder / f"{self._role}.{platform.node() or 'host'}.{os.getpid()}.jsonl").absolute()


def prune(folder: Path, *, keep: int) -> None:
    """Remove all but the `keep` files that were written last."""
    files: list[tuple[float, Path]] = []
    for path in folder.glob("*.jsonl*"):
        try:
            files.append((path.stat().st_mtime, path))
        except FileNotFoundError:
            continue  # another process removed it
    for _, path in sorted(files, reverse=True)[keep:]:
        path.unlink(missing_ok=True)

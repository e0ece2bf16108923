"""Finding the lines of one request in the files that the processes write (`logs.py`), in bounded time and memory."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.core.observability.error_files import FOLDER

MOST_BYTES_PER_FILE = 16 * 1024 * 1024
MOST_FILES = 24
MOST_LINES = 500
ERROR_BYTES = 128 * 1024
REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,63}")


@dataclass
class LogLines:
    """The lines of one request, oldest first, each as the JSON object it is; `notes` say what was not looked at."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lines_of_request(folder: str | Path, request_id: str, *, most_bytes: int = MOST_BYTES_PER_FILE) -> LogLines:
    """Read `<folder>/*.jsonl` and older pieces beside them (`web.jsonl.1`) for lines of `request_id`.

    Of each file the last `most_bytes` are read, of all files the newest MOST_FILES; the newest MOST_LINES are kept.
    """
    found = LogLines()
    if not folder:
        found.notes.append("This process writes no log files (LOG_DIR): its lines are where its console goes.")
        return found
    files = newest_files(Path(folder))
    if not files:
        found.notes.append("There are no log files yet.")
    if len(files) > MOST_FILES:
        found.notes.append(f"Only the newest {MOST_FILES} of {len(files)} log files were read.")
    for path in files[:MOST_FILES]:
        try:
            tail, whole = read_tail(path, most_bytes)
        except OSError as error:
            found.notes.append(f"{path.name} could not be read: {error.strerror}.")
            continue
        if not whole:
            found.notes.append(f"Of {path.name} only the last {most_bytes / 1024 / 1024:.3g} MB were read.")
        found.lines += lines_with(tail, request_id)
    found.lines.sort(key=lambda line: str(line.get("timestamp", "")))
    if len(found.lines) > MOST_LINES:
        found.notes.append(f"Only the newest {MOST_LINES} of {len(found.lines):,} lines are shown.")
        del found.lines[:-MOST_LINES]
    return found


def newest_files(folder: Path) -> list[Path]:
    """Log files of the folder, the one written last first; compressed ones are not read."""
    files: list[tuple[float, Path]] = []
    for path in folder.glob("*.jsonl*"):
        with suppress(FileNotFoundError):  # rotated away by the process that writes it
            if path.is_file() and path.suffix != ".gz":
                files.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(files, reverse=True)]


def read_tail(path: Path, most_bytes: int) -> tuple[bytes, bool]:
    """The last `most_bytes` of a file from the beginning of a line on, and whether that is all of it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - most_bytes, 0))
        tail = file.read(most_bytes)
    if size <= most_bytes:
        return tail, True
    return tail[tail.find(b"\n") + 1 :], False


def lines_with(text: bytes, request_id: str) -> Iterator[dict[str, Any]]:
    """The lines whose `request_id` is this one. Only those that hold the id anywhere are parsed."""
    needle, at = request_id.encode(), 0
    while needle and (at := text.find(needle, at)) >= 0:
        begin, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        end = len(text) if end < 0 else end
        line = parse(text[begin:end])
        if line and line.get("request_id") == request_id:
            yield line
        at = end


def newest_errors(folder: str | Path, *, most: int) -> list[dict[str, Any]]:
    """Of the last `most` requests that left a line in the error files the newest line each, the newest first."""
    if not folder:
        return []
    lines: list[dict[str, Any]] = []
    for path in newest_files(Path(folder) / FOLDER)[:MOST_FILES]:
        try:
            tail, _ = read_tail(path, ERROR_BYTES)
        except OSError:
            continue  # removed to make room for a newer one
        parsed = [parse(text) for text in tail.splitlines()]
        lines += [line for line in parsed if line and REQUEST_ID.fullmatch(str(line.get("request_id", "")))]
    newest: dict[str, dict[str, Any]] = {}
    for line in sorted(lines, key=lambda line: str(line.get("timestamp", "")), reverse=True):
        newest.setdefault(line["request_id"], line)
    return list(newest.values())[:most]


def parse(text: bytes) -> dict[str, Any] | None:
    """A line as the object it is; None for one that is half written, or not ours."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None

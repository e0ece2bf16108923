"""Random values that are made once and kept in files that only their owner may read."""

import contextlib
import os
import secrets
from pathlib import Path


def keep(path: Path) -> str:
    """The value in this file; made (0600) when the file is not there yet."""
    with contextlib.suppress(FileNotFoundError):
        if value := path.read_text().strip():
            return value
    value = secrets.token_urlsafe(48)
    write_private(path, value + "\n")
    return value


def write_private(path: Path, text: str) -> None:
    """Write a file that is 0600 from its first byte on and appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)

"""Programs of the shop as processes of their own, on the test's database and keys."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with the test's database, and without what pytest put into it."""
    values = connection.settings_dict
    address = f"{values['HOST']}:{values['PORT']}/{values['NAME']}"
    database = {"DATABASE_URL": f"postgres://{values['USER']}:{values['PASSWORD']}@{address}"}
    return {**os.environ, **database, **changes}


@contextmanager
def process(*arguments: str, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A running program; its output goes to `log`. Ended by SIGTERM, or SIGKILL when that takes too long."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def log_lines(folder: Path, role: str) -> list[dict[str, Any]]:
    """What a role has logged so far."""
    path = folder / f"{role}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

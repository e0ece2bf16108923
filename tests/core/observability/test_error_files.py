"""Errors in a file of their own, one a process; two processes that rotate one file lose lines."""

import json
import logging
import os
import platform
import subprocess
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from apps.core.observability.error_files import ErrorFileHandler, prune
from config.env import ROOT
from tests.processes import environment

SCRIPT = """
import os, django
django.setup()
import structlog
log = structlog.get_logger("shop")
log.warning("stock_low")
log.error("payment_failed", card="4111 1111 1111 1111", password="canary", url="redis://:canary@host/0")
if os.fork() == 0:
    log.critical("child_failed")
    os._exit(0)
os.wait()
print(os.getpid())
"""
ONE_LINE = 40
BOUND = 10 * ONE_LINE


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("shop", logging.ERROR, __file__, 1, text.ljust(ONE_LINE - 1, "."), None, None)


def kept(folder: Path) -> set[str]:
    return {line.rstrip(".") for path in folder.iterdir() for line in path.read_text().splitlines()}


def take_turns(first: logging.Handler, second: logging.Handler) -> set[str]:
    """What two processes would write in turns: the first alone fills the file, then the second goes on."""
    said = []
    second.emit(record("second 0"))
    for number in range(9):
        said.append(f"first {number}")
        first.emit(record(said[-1]))
    first.emit(record("first turns the page"))
    second.emit(record("second 1"))
    second.emit(record("second 2"))
    for handler in (first, second):
        handler.close()
    return {*said, "first turns the page", "second 0", "second 1", "second 2"}


def test_errors_go_to_a_file_of_each_process_and_nothing_else_does(tmp_path: Path, django_db_setup: None) -> None:
    variables = environment(VITRINE_ROLE="sample", LOG_DIR=str(tmp_path), DJANGO_SETTINGS_MODULE="config.settings.test")
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=variables, capture_output=True, text=True, check=True
    )
    files = {path.name: path.read_text() for path in (tmp_path / "errors").iterdir()}
    lines = [json.loads(line) for text in files.values() for line in text.splitlines()]
    assert sorted((line["event"], line["level"]) for line in lines) == [
        ("child_failed", "critical"),
        ("payment_failed", "error"),
    ]
    assert len(files) == 2, "the forked child writes to a file of its own"
    assert set(files) == {f"sample.{platform.node()}.{line['pid']}.jsonl" for line in lines}
    assert f"sample.{platform.node()}.{ran.stdout.strip()}.jsonl" in files
    assert not any(secret in text for text in files.values() for secret in ("4111", "canary"))


def test_one_file_a_process_keeps_every_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = [ErrorFileHandler(str(tmp_path), "worker", most_bytes=BOUND, old_files=1) for _ in range(2)]
    own, turn = os.getpid(), iter(range(10**6))

    class AsProcess(ErrorFileHandler):
        """Writes as if it were a process with this id."""

        def emit(self, line: logging.LogRecord) -> None:
            monkeypatch.setattr(os, "getpid", lambda: own + self.place)
            super().emit(line)

        place = 0

    for handler in handlers:
        handler.__class__ = AsProcess
        handler.place = next(turn)
    said = take_turns(*handlers)
    assert kept(tmp_path) == said
    assert len(list(tmp_path.glob("*.jsonl"))) == 2


def test_two_processes_that_rotate_one_file_lose_lines(tmp_path: Path) -> None:
    """The control: the same lines, the same bounds, one file for both."""
    handlers = [RotatingFileHandler(tmp_path / "errors.jsonl", maxBytes=BOUND, backupCount=1) for _ in range(2)]
    said = take_turns(*handlers)
    assert kept(tmp_path) < said


def test_size_and_number_of_files_are_bounded(tmp_path: Path) -> None:
    handler = ErrorFileHandler(str(tmp_path), "web", most_bytes=BOUND, old_files=2)
    for number in range(100):
        handler.emit(record(str(number)))
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    assert all(path.stat().st_size <= BOUND for path in files)
    assert "99" in kept(tmp_path)


def test_files_of_processes_long_gone_make_room_for_a_new_one(tmp_path: Path) -> None:
    for age in range(5):
        path = tmp_path / f"web.host.{age}.jsonl"
        path.write_text("{}\n")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    prune(tmp_path, keep=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.host.0.jsonl", "web.host.1.jsonl"]


def test_a_file_that_was_removed_swallows_nothing(tmp_path: Path) -> None:
    handler = ErrorFileHandler(str(tmp_path), "web")
    handler.emit(record("before"))
    [path] = tmp_path.iterdir()
    path.unlink()
    handler.emit(record("after"))
    assert kept(tmp_path) == {"after"}

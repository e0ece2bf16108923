"""Bounded child processes: an experiment may take so much time and memory, and can be stopped."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings

from apps.core.observability.context import request_id

Progress = Callable[..., None]
Ended = Literal["", "time", "memory", "error"]
LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Limits:
    """What a child may use: wall time, and memory above what it has when it begins."""

    seconds: float
    megabytes: int


@dataclass(frozen=True)
class Report:
    """How a child ended. `ended` is empty when it brought its value, otherwise what ended it; `cause` is for people."""

    value: Any
    seconds: float
    peak_bytes: int
    ended: Ended = ""
    cause: str = ""


def quiet(done: int = 0, total: int | None = None, note: str = "") -> None:
    """Progress that nobody watches."""


def run_child(
    target: str,
    parameters: Mapping[str, Any],
    *,
    limits: Limits,
    progress: Progress = quiet,
    environment: Mapping[str, str] | None = None,
    django: bool = False,
    nested: bool = False,
) -> Report:
    """Call `target` ("package.module:function", as `function(progress, **parameters)`) in a process of its own.

    `environment` is added to this process's; with `django` the child sets Django up first. A nested child stays in the
    process group of its parent, so that ending the outermost one ends all. What `progress` raises ends the child and
    is raised on. On Linux a child does not outlive its parent, nor the thread that called this.
    """
    task = {
        "target": target,
        "parameters": dict(parameters),
        "megabytes": limits.megabytes,
        "django": django,
        "parent": os.getpid(),
        "request_id": request_id(),
    }
    started = time.monotonic()
    reading, writing = os.pipe()
    with tempfile.TemporaryFile() as said, os.fdopen(reading, "rb", buffering=0) as pipe:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "apps.showcase.lab.child", str(writing)],
            cwd=settings.BASE_DIR,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            pass_fds=[writing],
            start_new_session=not nested,
        )
        os.close(writing)
        try:
            hand_over(process, task)
            last, in_time = follow(pipe, until=started + limits.seconds, progress=progress)
        finally:
            end(process, group=not nested)
        seconds = time.monotonic() - started
        peak = last.get("peak_bytes", 0)
        if "value" in last:
            return Report(last["value"], seconds, peak)
        if not in_time:
            return Report(None, seconds, peak, "time", f"Stopped after {limits.seconds:.0f} s.")
        if last.get("ended") == "memory":
            return Report(None, seconds, peak, "memory", f"Stopped at its limit of {limits.megabytes} MB more memory.")
        said.seek(0)
        cause = last.get("cause") or last_line(said.read().decode(errors="replace"))
        return Report(None, seconds, peak, "error", " ".join(cause.split())[:300])


def hand_over(process: subprocess.Popen[bytes], task: dict[str, Any]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(task).encode())
        process.stdin.close()
    except BrokenPipeError:
        return  # it died before it read its task; its last words say why


def follow(pipe: Any, *, until: float, progress: Progress) -> tuple[dict[str, Any], bool]:
    """Pass progress on until the child closes its end. The last message, and whether that was in time."""
    waiting, last = b"", {"note": ""}
    while time.monotonic() < until:
        if not select.select([pipe], [], [], LOOK_EVERY)[0]:
            progress(**{name: last[name] for name in ("done", "total", "note") if name in last})
            continue
        read = pipe.read(65536)
        if not read:
            return last, True
        *lines, waiting = (waiting + read).split(b"\n")
        for line in lines:
            last = json.loads(line)
            if "note" in last:
                progress(**last)
    return last, False


def end(process: subprocess.Popen[bytes], *, group: bool) -> None:
    """Leave nothing behind: not the child, and of an outermost one not its children either."""
    if group:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.wait()
            return
    else:
        process.kill()
    process.wait()


def last_line(text: str) -> str:
    """The line that says why: the last one of a traceback."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "It ended without a word."

"""Recognising and ending processes: by pid *and* start time, because the kernel gives pids out again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.02
AFTER_THEN_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Identity:
    """One process that existed at one time: its pid and when the kernel started it."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """The identity of the process that has this pid now, or None when there is none."""
        started = start_time(pid)
        return None if started is None else cls(pid=pid, started=started)

    def is_alive(self) -> bool:
        """True while this very process runs (a zombie does not)."""
        return start_time(self.pid) == self.started


def start_time(pid: int) -> str | None:
    """When the process with this pid started, in the unit of the platform; None for no process or a zombie.

    Linux: clock ticks since boot (field 22 of /proc/<pid>/stat). Elsewhere: what `ps -o lstart=` prints.
    """
    if pid <= 0:
        return None
    if sys.platform == "linux":
        fields = _stat_fields(pid)
        return None if fields is None or fields[0] == "Z" else fields[19]
    shown = _ps("lstart=", "stat=", pid=pid)
    if not shown or shown.split()[-1].startswith("Z"):
        return None
    return " ".join(shown.split()[:-1])


def command_line(pid: int) -> str:
    """The command line of a process, arguments joined by blanks; empty when it cannot be read."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        return ""
    return _ps("command=", pid=pid)


def carrying(*, variable: str, value: str) -> list[Identity]:
    """Processes whose environment held `variable=value` when they were started (Linux; elsewhere none).

    A value nobody can guess makes this safe: whoever carries it was started by the run that made it.
    """
    if sys.platform != "linux":
        return []
    wanted = f"{variable}={value}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in environment and (identity := Identity.of(int(entry.name))):
            found.append(identity)
    return found


def send(identity: Identity, number: int) -> None:
    """Signal one process, if it is still the one that was meant."""
    if identity.is_alive():
        with contextlib.suppress(ProcessLookupError):
            os.kill(identity.pid, number)


def send_group(group: int, number: int) -> None:
    """Signal a process group; one that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Poll `done` until it is true or the time is over; tells which."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one process is ended: the signal it is asked with, the seconds it has to finish, the signal after that."""

    identity: Identity
    first: int = signal.SIGTERM
    seconds: float = 5.0
    then: int = signal.SIGKILL


def end_all(endings: Sequence[Ending], *, hurry: Callable[[], bool] = lambda: False) -> None:
    """End processes that lead groups: all are asked in the given order, each has its time, then KILL for its group.

    The leader is asked alone because a pool worker that is told to stop by both its leader and us loses its task.
    A pid that belongs to another process by now is left alone. `hurry` may cut the waiting short at any time.
    """
    alive = [ending for ending in endings if ending.identity.is_alive()]
    begun = time.monotonic()
    for ending in alive:
        send(ending.identity, ending.first)
    for ending in alive:
        _wait_or_kill(ending, seconds=begun + ending.seconds - time.monotonic(), hurry=hurry)


def _wait_or_kill(ending: Ending, *, seconds: float, hurry: Callable[[], bool]) -> None:
    identity = ending.identity
    wait_until(lambda: not identity.is_alive() or hurry(), seconds=seconds)
    if ending.then != signal.SIGKILL:
        send(identity, ending.then)
        wait_until(lambda: not identity.is_alive(), seconds=AFTER_THEN_SECONDS)
    send(identity, signal.SIGKILL)
    send_group(identity.pid, signal.SIGKILL)
    wait_until(lambda: not identity.is_alive(), seconds=5.0)


def _stat_fields(pid: int) -> list[str] | None:
    """The fields of /proc/<pid>/stat from the state (field 3) on; the name before it may hold blanks and brackets."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _ps(*columns: str, pid: int) -> str:
    options = [part for column in columns for part in ("-o", column)]
    environment = {**os.environ, "LC_ALL": "C"}
    shown = subprocess.run(
        ["ps", *options, "-p", str(pid)], capture_output=True, text=True, check=False, env=environment
    )
    return shown.stdout.strip()

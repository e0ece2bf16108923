"""What a run leaves on disk about itself and its children: for `stop`, and for the start after a kill -9."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import processes, secret
from .errors import CannotRun
from .processes import Ending, Identity

RUN_VARIABLE = "VITRINE_RUN"


class AlreadyRunning(CannotRun):
    """Another supervisor holds the lock of this clone."""


class Lock:
    """Held by the supervisor of a clone for as long as it lives: the kernel gives it up even after kill -9."""

    def __init__(self, run_folder: Path) -> None:
        self._path = run_folder / "supervisor.lock"
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        if not self.take():
            raise AlreadyRunning("this clone is running already")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()

    def take(self) -> bool:
        """True when nobody else holds it; then it is ours until `give_back`."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def give_back(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@dataclass
class Member:
    """A child as it is written down. Members of a lower tier are stopped before those of a higher one."""

    role: str
    pid: int
    started: str
    stop_signal: int = signal.SIGTERM
    stop_within: float = 5.0
    tier: int = 0
    hard_signal: int = signal.SIGKILL

    @property
    def identity(self) -> Identity:
        return Identity(pid=self.pid, started=self.started)

    def ending(self) -> Ending:
        return Ending(identity=self.identity, first=self.stop_signal, seconds=self.stop_within, then=self.hard_signal)


@dataclass
class RunState:
    """One run: a name nobody can guess, the supervisor, its children, the address, folders to remove."""

    run: str = field(default_factory=lambda: secrets.token_hex(12))
    pid: int = field(default_factory=os.getpid)
    started: str = ""
    url: str = ""
    members: list[Member] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)

    @property
    def supervisor(self) -> Identity:
        return Identity(pid=self.pid, started=self.started)

    def save(self, run_folder: Path) -> None:
        self.started = self.started or processes.start_time(self.pid) or ""
        secret.write_private(run_folder / "supervisor.json", json.dumps(asdict(self), indent=1) + "\n")

    def end_members(self, *, hurry: Callable[[], bool] = lambda: False) -> list[str]:
        """End every child that still is the one we started, shop before databases; the names of those that lived.

        At last whoever carries the name of this run in its environment: grandchildren that outlived their parents.
        """
        alive = [member for member in self.members if member.identity.is_alive()]
        for tier in sorted({member.tier for member in alive}):
            newest_first = [member for member in reversed(alive) if member.tier == tier]
            processes.end_all([member.ending() for member in newest_first], hurry=hurry)
        stragglers = processes.carrying(variable=RUN_VARIABLE, value=self.run)
        for identity in stragglers:
            processes.send(identity, signal.SIGKILL)
        return [member.role for member in alive] + [f"pid {identity.pid}" for identity in stragglers]

    def remove_folders(self) -> None:
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.folders = []


def load(run_folder: Path) -> RunState | None:
    """The state that the last run wrote, or None when it ended cleanly or wrote nonsense."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        stored: dict[str, Any] = json.loads((run_folder / "supervisor.json").read_text())
        members = [Member(**member) for member in stored.pop("members")]
        return RunState(members=members, **stored)
    return None


def forget(run_folder: Path) -> None:
    """Remove what is true only while a run is up."""
    for name in ("supervisor.json", "services.env"):
        (run_folder / name).unlink(missing_ok=True)


def end_leftovers(run_folder: Path) -> list[str]:
    """End what a killed run left behind; the names of the roles that still lived. The caller holds the lock."""
    left = load(run_folder)
    ended = []
    if left is not None and not left.supervisor.is_alive():
        ended = left.end_members()
        left.remove_folders()
    forget(run_folder)
    return ended

"""What people see: one line at a time, the role in front of it, aligned and coloured."""

import json
import os
import re
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TextIO

from .errors import CannotRun

OWN_NAME = "vitrine"
COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)
BOLD, RED, RESET = "\x1b[1m", "\x1b[31m", "\x1b[0m"
# How PostgreSQL names what is wrong, and the mark of a warning of Valkey.
SAYS_ERROR = re.compile(r"\b(ERROR|FATAL|PANIC): ")
SAYS_WARNING = re.compile(r"\bWARNING: |^\d+:\w .* # ")


class Console:
    """Prints lines of roles, and of the supervisor itself.

    `only` (from LOG=worker,web) silences all other roles, never the supervisor.
    """

    def __init__(self, stream: TextIO, *, roles: Iterable[str] = (), only: Iterable[str] = (), colour: bool = False):
        names = list(dict.fromkeys(roles))
        self._stream = stream
        self._only = frozenset(only)
        self._colour = colour
        self._width = max(len(name) for name in [OWN_NAME, *names])
        self._codes = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._open = True

    @classmethod
    def for_people(
        cls, stream: TextIO, *, roles: Iterable[str], environment: Mapping[str, str] = os.environ
    ) -> "Console":
        """A console that respects LOG and NO_COLOR, with colour on a terminal only.

        Raises CannotRun when LOG names somebody who is no role: nothing would be printed of anybody.
        """
        roles = list(roles)
        only = [name.strip() for name in environment.get("LOG", "").split(",") if name.strip()]
        if unknown := [name for name in only if name not in roles]:
            raise CannotRun(f"LOG={','.join(unknown)}: no such role; there are {', '.join(roles)}")
        return cls(stream, roles=roles, only=only, colour=stream.isatty() and not environment.get("NO_COLOR"))

    def elapsed(self) -> float:
        """Seconds since this console was made: since the start of the run."""
        return time.monotonic() - self._started

    def wants(self, role: str) -> bool:
        """True when lines of this role are printed."""
        return not self._only or role in self._only

    def asks_for(self, role: str) -> bool:
        """True when LOG names this role: then its everyday lines are printed too."""
        return role in self._only

    def line(self, role: str, text: str) -> None:
        """A line that a role wrote."""
        if self.wants(role):
            self._print(role, text, f"\x1b[{self._codes.get(role, COLOURS[0])}m")

    def say(self, text: str) -> None:
        """A line of the supervisor itself."""
        self._print(OWN_NAME, text, BOLD)

    def alarm(self, text: str) -> None:
        """Something that went wrong, in the supervisor's words; several lines when a role's last words belong to it."""
        for line in text.splitlines():
            self._print(OWN_NAME, f"{RED}{line}{RESET}" if self._colour else line, BOLD + RED)

    def _print(self, name: str, text: str, paint: str) -> None:
        prefix = f"{name:<{self._width}} |"
        if self._colour:
            prefix = f"{paint}{prefix}{RESET}"
        with self._lock:
            if not self._open:
                return
            try:
                self._stream.write(f"{prefix} {text}\n")
                self._stream.flush()
            except (BrokenPipeError, ValueError, OSError):
                self._open = False  # nobody reads any more (`make run | head`, a closed terminal); the run goes on


class JsonLog:
    """JSON lines in var/log/<role>.jsonl for programs that cannot write them themselves, shaped like the shop's own."""

    def __init__(self, path: Path, *, role: str) -> None:
        self._role = role
        self._file: IO[str] = path.open("a", encoding="utf-8")

    def write(self, line: str) -> None:
        if self._file.closed:
            return
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {
            "event": line,
            "level": "error" if SAYS_ERROR.search(line) else "warning" if SAYS_WARNING.search(line) else "info",
            "role": self._role,
            "service": "vitrine",
            "timestamp": moment,
        }
        self._file.write(json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()

"""The unprivileged account that runs PostgreSQL when the supervisor is root: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, kw_only=True)
class Account:
    """An existing account of this machine."""

    name: str
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child this account, without any of root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give one path (never a parent) to this account."""
        os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """True when this account can get into the folder, through all its parents."""
        return self._succeeds("/bin/sh", "-c", 'cd "$1"', "sh", str(folder))

    def can_run(self, program: Path) -> bool:
        """True when this account can start the program and its libraries are found."""
        return self._succeeds(str(program), "--version")

    def _succeeds(self, *argv: str) -> bool:
        try:
            done = subprocess.run(argv, cwd="/", capture_output=True, check=False, **self.popen())
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def needed() -> bool:
    """True when the supervisor is root, so that somebody else has to run PostgreSQL."""
    return os.geteuid() == 0


def choose() -> Account | None:
    """The first existing account of the candidates that root may become; None when there is none."""
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
        if account.can_enter(Path("/")):
            return account
    return None

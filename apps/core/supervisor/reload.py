"""Notices changed code by the times of files, and starts the shop's roles again with it."""

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from .console import Console
from .crew import ChildEnded, Crew
from .roles import MIGRATE, Role, Step

LOOK_EVERY_SECONDS = 1.0
SETTLE_SECONDS = 0.2
BLAMED_ON_RELOAD_SECONDS = 20.0


class SourceWatch:
    """The Python files below some folders, and what has changed among them since they were last looked at."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = list(folders)
        self._seen = self._look()

    def changed(self) -> list[Path]:
        """Files that were written, made or removed since the last call."""
        now = self._look()
        before, self._seen = self._seen, now
        return sorted(path for path in now.keys() | before.keys() if now.get(path) != before.get(path))

    def _look(self) -> dict[Path, tuple[int, int]]:
        found = {}
        waiting = [str(folder) for folder in self._folders]
        while waiting:
            try:
                with os.scandir(waiting.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            if entry.name != "__pycache__":
                                waiting.append(entry.path)
                        elif entry.name.endswith(".py"):
                            status = entry.stat()
                            found[Path(entry.path)] = (status.st_mtime_ns, status.st_size)
            except OSError:
                continue  # the folder or file went away while we looked: that is a change the next look sees
        return found


class Reloader:
    """Starts the roles that run the clone's code again after a change; broken code never ends the run."""

    def __init__(
        self, *, crew: Crew, roles: Sequence[Role], watch: SourceWatch, console: Console, migrate: Step = MIGRATE
    ) -> None:
        self._crew = crew
        self._roles = [role for role in roles if role.reloads]
        self._watch = watch
        self._console = console
        self._migrate = migrate
        self._next_look = 0.0
        self._begun = float("-inf")
        self._down: set[str] = set()
        self._not_ready: list[Role] = []

    def look(self) -> None:
        """To be called often: looks about once a second, reloads after a change, tells when all is ready again."""
        now = time.monotonic()
        self._tell_ready()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY_SECONDS
        if changed := self._watch.changed():
            time.sleep(SETTLE_SECONDS)  # an editor or git may be in the middle of writing many files
            self._reload(sorted({*changed, *self._watch.changed()}))

    def forgives(self, ended: ChildEnded) -> bool:
        """True when a role ended because of the code just reloaded: it stays down until the next change."""
        recent = time.monotonic() - self._begun < BLAMED_ON_RELOAD_SECONDS
        if ended.name not in {role.name for role in self._roles} or not (recent or self._down):
            return False
        self._down.add(ended.name)
        self._not_ready = [role for role in self._not_ready if role.name != ended.name]
        self._console.alarm(f"{ended}")
        self._console.say("waiting for the next change of the code")
        return True

    def _reload(self, changed: list[Path]) -> None:
        names = ", ".join(path.name for path in changed[:3]) + (f" and {len(changed) - 3} more" if changed[3:] else "")
        if problem := first_syntax_error(changed):
            self._console.alarm(f"{problem}: not reloaded, waiting for the next change")
            return
        self._console.say(f"{names} changed: reloading {', '.join(role.name for role in self._roles)}")
        self._begun = time.monotonic()
        self._crew.stop([role.name for role in self._roles])
        self._down = set()
        if any("migrations" in path.parts for path in changed) and not self._migrated():
            return
        for role in self._roles:
            self._crew.start(role)
        self._not_ready = [role for role in self._roles if role.ready]

    def _migrated(self) -> bool:
        try:
            self._crew.run_step(self._migrate)
        except ChildEnded as ended:
            if ended.name != self._migrate.name:
                raise
            self._down = {role.name for role in self._roles}
            self._console.alarm(f"{ended}")
            self._console.say("waiting for the next change of the code")
            return False
        return True

    def _tell_ready(self) -> None:
        if not self._not_ready:
            return
        self._not_ready = [role for role in self._not_ready if role.ready and not role.ready()]
        if not self._not_ready and not self._down:
            self._console.say(f"ready again after {time.monotonic() - self._begun:.1f} s")


def first_syntax_error(paths: Iterable[Path]) -> str | None:
    """File, line and message of the first file that Python cannot compile."""
    for path in paths:
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except FileNotFoundError:
            continue
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            return f"{path.name}{f' line {line}' if line else ''}: {getattr(error, 'msg', error)}"
    return None

"""Notices changed code by the times of files, and starts the shop's roles again with it."""

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from .console import Console
from .crew import ChildEnded, Crew
from .roles import Role, Step, prepare

LOOK_EVERY_SECONDS = 1.0
SETTLE_SECONDS = 0.2
BLAMED_ON_RELOAD_SECONDS = 20.0
MIGRATE = prepare(("migrate", "--no-input"))


class SourceWatch:
    """Python files and templates below some folders, and what has changed among them since they were last looked at."""

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
                        elif entry.name.endswith((".py", ".html")):  # Django keeps the templates it has read
                            status = entry.stat()
                            found[Path(entry.path)] = (status.st_mtime_ns, status.st_size)
            except OSError:
                continue  # the folder or file went away while we looked: that is a change the next look sees
        return found


class Reloader:
    """Starts the roles that run the clone's code again after a change; broken code never ends the run.

    All are asked to stop at once, then each is started again as soon as the one before it is ready: the first, which
    somebody is waiting for, does not share the processors with the others.
    """

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
        self._to_start: list[Role] = []
        self._starting: Role | None = None
        self._broken = False

    def look(self) -> None:
        """To be called often: looks about once a second whether files have changed, and goes on with a reload."""
        if self._to_start or self._starting:
            self._go_on()
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY_SECONDS
        if changed := self._watch.changed():
            time.sleep(SETTLE_SECONDS)  # an editor or git may be in the middle of writing many files
            self._reload(sorted({*changed, *self._watch.changed()}))

    def forgives(self, ended: ChildEnded) -> bool:
        """True when a role ended because of the code just reloaded: it stays down until the next change."""
        recent = time.monotonic() - self._begun < BLAMED_ON_RELOAD_SECONDS
        if ended.name not in {role.name for role in self._roles} or not (recent or self._broken):
            return False
        self._wait_for_change(ended)
        return True

    def _reload(self, changed: list[Path]) -> None:
        names = ", ".join(path.name for path in changed[:3]) + (f" and {len(changed) - 3} more" if changed[3:] else "")
        if problem := first_syntax_error(changed):
            self._console.alarm(f"{problem}: not reloaded, waiting for the next change")
            return
        self._console.say(f"{names} changed: reloading {', '.join(role.name for role in self._roles)}")
        self._begun = time.monotonic()
        self._broken = False
        self._starting, self._to_start = None, list(self._roles)
        self._crew.ask_to_stop({role.name for role in self._roles})
        if any("migrations" in path.parts for path in changed):
            self._apply_migrations()

    def _apply_migrations(self) -> None:
        for role in self._roles:
            self._crew.stop(role.name)
        try:
            self._crew.run_step(self._migrate)
        except ChildEnded as ended:
            if ended.name != self._migrate.name:
                raise
            self._wait_for_change(ended)

    def _go_on(self) -> None:
        role, seconds = self._starting, time.monotonic() - self._begun
        is_ready = not role or not role.ready or role.ready()
        if role and not is_ready and seconds < role.ready_within:
            return
        if role and role is self._roles[0]:
            self._console.say(f"ready again after {seconds:.1f} s" if is_ready else f"{role.name} is still not ready")
        self._starting = self._to_start.pop(0) if self._to_start else None
        if self._starting:
            self._crew.stop(self._starting.name)
            self._crew.start(self._starting)

    def _wait_for_change(self, ended: ChildEnded) -> None:
        self._broken = True
        self._starting, self._to_start = None, []
        self._console.alarm(str(ended))
        self._console.say("waiting for the next change of the code")


def first_syntax_error(paths: Iterable[Path]) -> str | None:
    """File, line and message of the first file that Python cannot compile."""
    for path in paths:
        if path.suffix != ".py":
            continue
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except FileNotFoundError:
            continue
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            return f"{path.name}{f' line {line}' if line else ''}: {getattr(error, 'msg', error)}"
    return None

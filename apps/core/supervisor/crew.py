"""The children of one run: started from the table, watched, stopped in reverse order, written down at every change."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from . import processes
from .children import Child
from .console import Console, JsonLog
from .errors import CannotRun
from .processes import Ending
from .roles import Role, Step
from .state import RUN_VARIABLE, Member, RunState

POLL_SECONDS = 0.03
NO_SIGNAL = 0


class Interrupted(Exception):
    """Somebody asked the run to end."""


class ChildEnded(CannotRun):
    """A child that should run has ended."""

    def __init__(self, name: str, code: int, *, last_lines: Iterable[str] = ()) -> None:
        self.name = name
        self.code = code
        how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        told = "".join(f"\n    {line}" for line in last_lines)
        super().__init__(f"{name} {how}" + (f"; its last lines:{told}" if told else ""))


class Crew:
    """Starts and stops children; the databases form a tier of their own that outlives the shop's roles.

    `check` is called while something is waited for; it raises Interrupted when the run shall end.
    """

    def __init__(
        self,
        *,
        console: Console,
        state: RunState,
        root: Path,
        run_folder: Path,
        log_folder: Path,
        environment: Mapping[str, str],
        check: Callable[[], None],
    ) -> None:
        self.environment = dict(environment)
        self._console = console
        self._state = state
        self._root = root
        self._run_folder = run_folder
        self._log_folder = log_folder
        self._check = check
        self._running: dict[str, tuple[Role, Child]] = {}
        self._asked: set[str] = set()
        self._logs: dict[str, JsonLog] = {}

    def start(self, role: Role, *, tier: int = 0) -> None:
        """Start a role without waiting for it."""
        child = self._spawn(role.name, role, write=self._writer(role))
        self._running[role.name] = (role, child)
        member = Member(
            role=role.name,
            pid=child.identity.pid,
            started=child.identity.started,
            stop_signal=role.stop_signal,
            stop_within=role.stop_within,
            tier=tier,
            hard_signal=role.hard_signal,
        )
        self._state.members.append(member)
        self._state.save(self._run_folder)

    def wait_ready(self, name: str) -> None:
        """Wait until a started role can be used. Raises ChildEnded, Interrupted; CannotRun when it takes too long."""
        role, _ = self._running[name]
        deadline = time.monotonic() + role.ready_within
        while role.ready and not role.ready():
            self.raise_for_dead()
            self._check()
            if time.monotonic() > deadline:
                raise CannotRun(f"{name} was not ready within {role.ready_within:.0f} seconds")
            time.sleep(POLL_SECONDS)
        if role.then:
            role.then()

    def run_step(self, step: Step) -> None:
        """Run a program to its end. Raises ChildEnded when it does not end with 0."""
        begun = time.monotonic()
        child = self._spawn(step.name, step, write=lambda line: self._console.line(step.name, line))
        member = Member(role=step.name, pid=child.identity.pid, started=child.identity.started)
        self._state.members.append(member)
        self._state.save(self._run_folder)
        while (code := child.exit_code()) is None:
            self.raise_for_dead()
            self._check()
            time.sleep(POLL_SECONDS)
        self._state.members.remove(member)
        if code:
            # What a step wrote stands right above, unless LOG has silenced it.
            raise ChildEnded(step.name, code, last_lines=() if self._console.wants(step.name) else child.last_lines)
        self._console.say(f"{step.name} done in {time.monotonic() - begun:.1f} s")

    def dead(self) -> list[ChildEnded]:
        """Roles that have ended by themselves since the last call; they no longer belong to the crew."""
        ended = []
        for name, (_, child) in list(self._running.items()):
            if name not in self._asked and (code := child.exit_code()) is not None:
                self._forget(name)
                ended.append(ChildEnded(name, code, last_lines=child.last_lines))
        return ended

    def raise_for_dead(self) -> None:
        for ended in self.dead():
            raise ended

    def ask_to_stop(self, names: Iterable[str]) -> None:
        """Ask some roles to stop, the last started first, without waiting for them; `stop` waits."""
        for name in reversed([name for name in self._running if name in names]):
            role, child = self._running[name]
            self._asked.add(name)
            processes.send(child.identity, role.stop_signal)

    def stop(self, name: str) -> None:
        """Stop one role, if it runs, and wait for its end."""
        if name not in self._running:
            return
        role, child = self._running[name]
        if name not in self._asked:
            self.ask_to_stop([name])
        processes.end_all([Ending(identity=child.identity, first=NO_SIGNAL, seconds=role.stop_within)])
        child.exit_code()
        self._forget(name)

    def stop_all(self, *, hurry: Callable[[], bool] = lambda: False) -> None:
        """Stop everything, the shop before the databases, and whatever else carries this run's name."""
        self._state.end_members(hurry=hurry)
        for _, child in self._running.values():
            child.exit_code()
        self._running.clear()
        for log in self._logs.values():
            log.close()

    def _forget(self, name: str) -> None:
        _, child = self._running.pop(name)
        self._asked.discard(name)
        self._state.members = [member for member in self._state.members if member.identity != child.identity]
        self._state.save(self._run_folder)

    def _spawn(self, name: str, program: Role | Step, *, write: Callable[[str], None]) -> Child:
        own = {"VITRINE_ROLE": name, RUN_VARIABLE: self._state.run, "PYTHONUNBUFFERED": "1"}
        role = program if isinstance(program, Role) else None
        return Child(
            name,
            program.argv,
            environment={**self.environment, **own, **program.environment},
            folder=(role and role.folder) or self._root,
            write=write,
            account=role.account if role else None,
        )

    def _writer(self, role: Role) -> Callable[[str], None]:
        log = None
        if not role.writes_json:
            log = self._logs.setdefault(role.name, JsonLog(self._log_folder / f"{role.name}.jsonl", role=role.name))
        everyday = None if self._console.asks_for(role.name) else role.quiet

        def write(line: str) -> None:
            if log:
                log.write(line)
            if not (everyday and everyday.search(line)):
                self._console.line(role.name, line)

        return write

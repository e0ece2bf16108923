"""A run with a table of tiny programs instead of the shop, in a process and a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.core.supervisor import processes, state
from apps.core.supervisor.home import Home
from apps.core.supervisor.state import RUN_VARIABLE, Member

CODE = Path(__file__).resolve().parents[3]
SECONDS = 15.0

SCRIPT = """
import json, sys
from pathlib import Path

sys.path.insert(0, {code!r})
from apps.core.supervisor import reload, run
from apps.core.supervisor.console import Console
from apps.core.supervisor.home import Home
from apps.core.supervisor.ready import listens
from apps.core.supervisor.roles import Role, Step

reload.LOOK_EVERY_SECONDS = reload.SETTLE_SECONDS = 0.05
root, table = Path(sys.argv[1]), json.loads(sys.argv[2])
home = Home(root)


def program(entry):
    return (sys.executable, "-I", "-S", "-c", entry["code"])


def role(entry):
    known = {{"name": entry["name"], "argv": program(entry), "writes_json": entry.get("writes_json", False)}}
    if "port" in entry:
        known["ready"] = lambda: listens(entry["port"])
    return Role(**known, stop_within=entry.get("stop_within", 5.0), reloads=entry.get("reloads", False))


plan = run.Plan(
    url="http://localhost:1",
    services=[role(entry) for entry in table.get("services", [])],
    steps=[Step(name=entry["name"], argv=program(entry)) for entry in table.get("steps", [])],
    roles=[role(entry) for entry in table.get("roles", [])],
    variables=table.get("variables", {{}}),
    watched=[root / "apps"],
)
names = [entry["name"] for kind in ("services", "steps", "roles") for entry in table.get(kind, [])]
console = Console.for_people(sys.stdout, roles=names)
sys.exit(run.run(home, console=console, make_plan=lambda: plan))
"""

LIVES = "import time; print('alive', flush=True); time.sleep(60)"


class FakeRun:
    """One supervisor process with a fake table; what it prints is in `output`."""

    def __init__(self, folder: Path, table: dict[str, Any], environment: dict[str, str] | None = None) -> None:
        self.home = Home(folder)
        self._roles = table.get("roles", [])
        self._log = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- closed by clear()
        self.process = subprocess.Popen(
            self.command(folder, table),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, **(environment or {})},
        )
        self.run_name = ""

    @staticmethod
    def command(folder: Path, table: dict[str, Any]) -> list[str]:
        script = folder / "fake_run.py"
        script.write_text(SCRIPT.format(code=str(CODE)))
        return [sys.executable, str(script), str(folder), json.dumps(table)]

    @property
    def output(self) -> str:
        return os.pread(self._log.fileno(), 1_000_000, 0).decode()

    def wait_for(self, text: str) -> None:
        """Wait until this text has been printed."""
        self.wait_until(lambda: text in self.output)

    def wait_until(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not done():
            assert self.process.poll() is None or done(), f"ended with {self.process.returncode}:\n{self.output}"
            assert time.monotonic() < deadline, f"not within {SECONDS} s:\n{self.output}"
            time.sleep(0.01)

    def wait_ready(self) -> "FakeRun":
        """Wait until the address is told and the last role is started."""
        self.wait_for("Ctrl-C ends it")
        self.wait_until(lambda: {entry["name"] for entry in self._roles} <= {member.role for member in self._members()})
        stored = state.load(self.home.run)
        assert stored is not None
        self.run_name = stored.run
        return self

    def _members(self) -> list[Member]:
        stored = state.load(self.home.run)
        return stored.members if stored else []

    def member(self, role: str) -> processes.Identity:
        """The child of this role, as it is written down now."""
        return next(member.identity for member in self._members() if member.role == role)

    def living(self) -> list[processes.Identity]:
        """Every process, grandchildren too, that carries the name of this run."""
        return processes.carrying(variable=RUN_VARIABLE, value=self.run_name)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        return self.process.wait(timeout=SECONDS)

    def clear(self) -> None:
        """Whatever a failed test has left."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if (stored := state.load(self.home.run)) is not None:
            stored.end_members(hurry=lambda: True)
        self._log.close()


@pytest.fixture
def fake_run(tmp_path: Path) -> Iterator[Callable[..., FakeRun]]:
    """Start a run: fake_run(roles=[{"name": ..., "code": ...}], steps=[...], services=[...], environment={...})."""
    started: list[FakeRun] = []

    def start(*, environment: dict[str, str] | None = None, **table: Any) -> FakeRun:
        started.append(FakeRun(tmp_path, table, environment))
        return started[-1]

    yield start
    for run in started:
        run.clear()

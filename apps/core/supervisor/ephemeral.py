"""`python -m apps.core.supervisor.ephemeral [--] COMMAND ...`: runs a command with databases of its own.

PostgreSQL and two Valkeys are started in a temporary folder, on ports that no `make run` uses, and removed at the end.
DATABASE_URL, REDIS_URL and CACHE_URL tell the command where they are; its exit code is passed on. The database user is
the cluster's superuser, because a test harness has to reset tables that refuse it to everybody else.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import cluster, ports, postgres, services, valkey
from .account import Account
from .cluster import Place
from .console import Console
from .crew import POLL_SECONDS, ChildEnded, Crew, Interrupted
from .environment import overlaid
from .errors import CannotRun
from .postgres import Postgres
from .signals import Signals
from .state import RUN_VARIABLE, RunState, load
from .valkey import Valkey

PREFIX = "vitrine-test-"

ATTEMPTS = 3
"""Starts with other ports when somebody took one between our look and the server's bind."""


def run_with_services(command: Sequence[str]) -> int:
    """Run the command with its own databases; its exit code (128 + number when a signal ended it)."""
    signals = Signals()
    signals.install()
    console = Console(sys.stderr, only=["nobody"])
    _end_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o755)
    # Everything outside the folder too: the place of a cluster whose account cannot enter the folder, the socket.
    state = RunState(folders=[str(folder), str(cluster.outside_folder(folder))])
    crew = Crew(
        console=console,
        state=state,
        root=folder,
        run_folder=folder,
        log_folder=folder,
        environment=os.environ,
        check=signals.check,
    )
    try:
        variables = _start_services(folder, crew=crew, state=state)
        return _run_command(command, overlaid(os.environ, {**variables, RUN_VARIABLE: state.run}), signals=signals)
    except Interrupted:
        return 128 + (signals.asked_with or signal.SIGINT)
    except CannotRun as problem:
        console.alarm(str(problem))
        return 1
    finally:
        crew.stop_all(hurry=signals.hurry)
        state.remove_folders()
        signals.ignore()


def _start_services(folder: Path, *, crew: Crew, state: RunState) -> dict[str, str]:
    """Start all three and wait until they can be used; their addresses."""
    who = services.service_account()
    sockets = postgres.make_socket_folder(who)
    state.folders.append(str(sockets))
    place = cluster.find_place(var=folder, account=who, say=lambda _: None)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _start_on_free_ports(folder, crew=crew, place=place, sockets=sockets, who=who)
        except ChildEnded:
            crew.stop_all()
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _start_on_free_ports(
    folder: Path, *, crew: Crew, place: Place, sockets: Path, who: Account | None
) -> dict[str, str]:
    database_port, state_port, cache_port = ports.pick_throw_away(3)
    server = Postgres(place=place, port=database_port, sockets=sockets, account=who, durable=False)
    server.initialise()
    valkeys = {
        "valkey": Valkey(folder=_folder(folder, "valkey"), port=state_port, settings=valkey.THROW_AWAY_STATE),
        "valkey-cache": Valkey(folder=_folder(folder, "valkey-cache"), port=cache_port, settings=valkey.CACHE),
    }
    table = [services.postgres_role(server, then=lambda: None)]
    table += [services.valkey_role(name, instance) for name, instance in valkeys.items()]
    for role in table:
        crew.start(role, tier=1)
    for role in table:
        crew.wait_ready(role.name)
    if missing := server.prepare():
        raise CannotRun(f"PostgreSQL lacks {', '.join(missing)}")
    return {
        "DATABASE_URL": server.url(user=postgres.SUPERUSER),
        "REDIS_URL": valkeys["valkey"].url(),
        "CACHE_URL": valkeys["valkey-cache"].url(),
    }


def _run_command(command: Sequence[str], environment: Mapping[str, str], *, signals: Signals) -> int:
    """The command in the foreground, in our own process group, so that a terminal (and a debugger) works for it."""
    try:
        process = subprocess.Popen(command, env=environment)
    except OSError as error:
        raise CannotRun(f"{command[0]} cannot be started: {error.strerror}") from error
    passed_on = False
    while (code := process.poll()) is None:
        if signals.asked_with and not passed_on:
            passed_on = True
            if not _terminal_told_everybody(signals.asked_with):
                process.send_signal(signals.asked_with)
        if signals.hurry():
            process.kill()
        time.sleep(POLL_SECONDS)
    return code if code >= 0 else 128 - code


def _terminal_told_everybody(number: int) -> bool:
    """True for a Ctrl-C typed on our terminal: the command has got it too, a second one would cut its end short."""
    try:
        return number == signal.SIGINT and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _end_abandoned() -> None:
    """End the services of a test run that was killed, and remove its folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder.lstat().st_uid == os.geteuid() and (left := load(folder)) and not left.supervisor.is_alive():
            left.end_members()
            left.remove_folders()


def _folder(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command or command[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if command else 2
    return run_with_services(command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

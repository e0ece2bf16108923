"""Ending a run from another terminal, and removing what runs have made."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

from . import cluster, processes, state
from .errors import CannotRun
from .home import Home
from .state import Lock

STOP_SECONDS = 40.0


def stop(home: Home, *, say: Callable[[str], None]) -> int:
    """End the run of this clone, and what a killed one left behind; 0 when nothing of it is left."""
    if not home.run.is_dir():
        say("nothing is running here")
        return 0
    lock = Lock(home.run)
    running = state.load(home.run)
    if running and running.supervisor.is_alive():
        processes.send(running.supervisor, signal.SIGTERM)
        say(f"stopping the run with pid {running.pid}")
        if not processes.wait_until(lambda: not running.supervisor.is_alive(), seconds=STOP_SECONDS):
            say(f"pid {running.pid} is still stopping after {STOP_SECONDS:.0f} s; look at its console")
            return 1
        say("stopped")
    if not lock.take():
        say("another run has started meanwhile" if running else "a run is just starting: try again in a moment")
        return 1
    with_leftovers = state.end_leftovers(home.run)
    lock.give_back()
    if with_leftovers:
        say(f"ended what a killed run had left behind: {', '.join(with_leftovers)}")
    elif not running:
        say("nothing is running here")
    return 0


def clean_data(home: Home, *, say: Callable[[str], None]) -> int:
    """Remove databases, uploads, mails and logs of this clone, also those outside it. Refuses while it runs."""
    if not home.var.is_dir():
        say("there is no data")
        return 0
    home.run.mkdir(mode=0o700, exist_ok=True)
    with Lock(home.run):
        state.end_leftovers(home.run)
        for folder in _outside(home):
            shutil.rmtree(folder)
            say(f"removed {folder}")
        for path in sorted(home.var.iterdir()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        say(f"removed what was in {home.var}")
    return 0


def _outside(home: Home) -> list[Path]:
    """The folder that var/postgres names, if it is the one this clone makes: the file may say anything."""
    report = home.var / cluster.REPORT
    if not report.is_file():
        return []
    named = Path(report.read_text().strip())
    if named != cluster.outside_folder(home.var):
        raise CannotRun(f"{report} names {named}, which this clone did not make: remove both by hand")
    return [named] if named.is_dir() else []

"""Looks whether this machine can run the shop, and says what to do about what is wrong."""

import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from . import account, ports, state
from .home import Home

Verdict = Literal["ok", "warn", "bad"]
GIB = 1024**3
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do when it is not well."""

    verdict: Verdict
    subject: str
    text: str


def doctor(home: Home, *, say: Callable[[str], None]) -> int:
    """Print one line for each thing looked at; 1 when something would stop `make run`."""
    findings = list(examine(home))
    for finding in findings:
        say(f"{finding.verdict:<4}  {finding.subject:<16}  {finding.text}")
    return 1 if any(finding.verdict == "bad" for finding in findings) else 0


def examine(home: Home) -> Iterator[Finding]:
    """All findings, in the order in which they matter."""
    yield python_version(sys.version_info[:3])
    yield Finding("ok", "compiler", "not needed: every dependency comes as a wheel")
    yield disk(shutil.disk_usage(home.root).free)
    yield memory(_available_memory())
    yield open_files(resource.getrlimit(resource.RLIMIT_NOFILE))
    yield writable(home)
    yield postgres_account()
    yield free_ports(home)
    yield chromium(find_chromium())


def python_version(version: tuple[int, int, int]) -> Finding:
    shown = ".".join(map(str, version))
    if version[:2] < (3, 11):
        return Finding("bad", "Python", f"{shown}: 3.11 or newer is needed")
    if version[:2] > (3, 11):
        return Finding("warn", "Python", f"{shown}: the lists are tried on 3.11; with another one some wheel may lack")
    return Finding("ok", "Python", shown)


def disk(free: int) -> Finding:
    shown = f"{free / GIB:.1f} GiB free"
    if free < 1.5 * GIB:
        return Finding("bad", "disk", f"{shown}: the environment and the demo data need 1.5 GiB; make room")
    if free < 5 * GIB:
        return Finding("warn", "disk", f"{shown}: enough for the demo data, little for imports of a million lines")
    return Finding("ok", "disk", shown)


def memory(available: int | None) -> Finding:
    if available is None:
        return Finding("ok", "memory", "cannot be read on this platform")
    shown = f"{available / GIB:.1f} GiB available"
    if available < 1 * GIB:
        return Finding("warn", "memory", f"{shown}: a run uses about 1 GiB; close something")
    return Finding("ok", "memory", shown)


def open_files(limits: tuple[int, int]) -> Finding:
    soft, hard = limits
    if soft == resource.RLIM_INFINITY or soft >= 1024:
        return Finding("ok", "open files", "unlimited" if soft == resource.RLIM_INFINITY else f"{soft}")
    verdict: Verdict = "bad" if soft < 256 else "warn"
    return Finding(verdict, "open files", f"{soft} (at most {hard}): say `ulimit -n 4096` before `make run`")


def writable(home: Home) -> Finding:
    for folder in (home.root, home.var, home.run):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            text = f"{folder} was made by another user: run as that user, or let that user run `make clean-data`"
            return Finding("bad", "folder", text)
    return Finding("ok", "folder", f"{home.root}")


def postgres_account() -> Finding:
    if not account.needed():
        return Finding("ok", "PostgreSQL", "runs as you")
    chosen = account.choose()
    if chosen is None:
        names = " nor ".join(account.CANDIDATES)
        return Finding("bad", "PostgreSQL", f"does not run as root, neither {names} can be used: run as another user")
    return Finding("ok", "PostgreSQL", f"runs as {chosen.name}, because it refuses to run as root")


def free_ports(home: Home) -> Finding:
    running = state.load(home.run)
    if running and running.supervisor.is_alive():
        return Finding("ok", "ports", f"this clone is running at {running.url}")
    taken = [f"{name} {span.start}" for name, span in ports.RANGES.items() if not ports.is_free(span.start)]
    full = [name for name, span in ports.RANGES.items() if not any(ports.is_free(port) for port in span)]
    if full:
        return Finding("bad", "ports", f"no free port left for {', '.join(full)}: end what uses them")
    if taken:
        return Finding("warn", "ports", f"taken: {', '.join(taken)}; the next free ones will be used")
    return Finding("ok", "ports", ", ".join(f"{name} {span.start}" for name, span in ports.RANGES.items()))


def chromium(found: Path | None) -> Finding:
    if found is None:
        return Finding("warn", "chromium", "not found: browser tests will not run (`apt-get install chromium`)")
    return Finding("ok", "chromium", f"{found}")


def find_chromium() -> Path | None:
    """The first chromium in PATH, for the browser tests."""
    return next((Path(found) for name in CHROMIUM if (found := shutil.which(name))), None)


def _available_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    values = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(values["MemAvailable"].split()[0]) * 1024 if "MemAvailable" in values else None

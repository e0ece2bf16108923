"""A shop to try things on: a database of its own, and a real server in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import requests
from django.conf import settings
from django.db import connection

from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.people import create_person
from apps.accounts.services.tokens import issue_token
from apps.showcase.lab.database import ensure_database, environment_of

SUFFIX = "_proof"
START_SECONDS = 60


def use_own_database() -> None:
    """Make `<shop>_proof` unless it is there, and let this process work in it from now on."""
    name = f"{connection.settings_dict['NAME']}{SUFFIX}"
    ensure_database(name)
    connection.close()
    connection.settings_dict["NAME"] = name


def token_for(role: str) -> str:
    """The API token of a new person with this role."""
    person = create_person(
        email=f"{role}-{token_hex(4)}@proofs.example", password=token_hex(16), role=role, by=None, reason="for a proof"
    )
    return issue_token(user=person, name="proof", scopes=SCOPES, by=None)[1]


@dataclass(frozen=True)
class Server:
    """A running web process of the shop."""

    address: str
    pid: int

    def begin_peak(self) -> int:
        """Bytes of memory it has now; its peak counts from here on."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return self._memory("VmRSS")

    def peak(self) -> int:
        """The most bytes of memory it had."""
        return self._memory("VmHWM")

    def kill(self) -> None:
        """End it as the kernel does when memory is short: at once, whatever it works on."""
        os.kill(self.pid, signal.SIGKILL)

    def _memory(self, name: str) -> int:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


@contextmanager
def server() -> Iterator[str]:
    """The shop's web server on this process's database; its address."""
    with running() as started:
        yield started.address


@contextmanager
def running(*patches: str, output: Path | None = None, **variables: str) -> Iterator[Server]:
    """A web server on this process's database, with more `variables`, changed by `patches` (proofs/patched.py).

    What it prints goes to the file `output`.
    """
    port = free_port()
    program = ["-m", "proofs.patched", *patches, "--"] if patches else ["manage.py"]
    with Path(output or os.devnull).open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, *program, "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=settings.BASE_DIR,
            env=environment(VITRINE_ROLE="web", DJANGO_RUNSERVER_HIDE_WARNING="true", **variables),
            stdout=printed,
            stderr=printed,
        )
    try:
        address = f"http://localhost:{port}"
        wait_until_it_answers(address, process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def environment(**variables: str) -> dict[str, str]:
    """Variables of a process of the shop on this process's database."""
    return {**os.environ, **environment_of(str(connection.settings_dict["NAME"])), **variables}


def wait_until_it_answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{address}/healthz", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

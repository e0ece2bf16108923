"""A process is recognised by pid and start time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from apps.core.supervisor import processes
from apps.core.supervisor.processes import Ending, Identity

SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = (
    "import os, signal, time; signal.signal(15, signal.SIG_IGN); os.fork(); print('up', flush=True); time.sleep(60)"
)


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    children: list[subprocess.Popen[bytes]] = []
    yield children
    for child in children:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def start(started: list[subprocess.Popen[bytes]], code: str, **environment: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", code],
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    started.append(child)
    assert child.stdout is not None
    assert child.stdout.readline() == b"up\n"
    return child


def identity(child: subprocess.Popen[bytes]) -> Identity:
    found = Identity.of(child.pid)
    assert found is not None
    return found


def test_a_living_process_is_itself(started: list[subprocess.Popen[bytes]]) -> None:
    assert identity(start(started, SLEEPS)).is_alive()


def test_the_same_pid_with_another_start_time_is_somebody_else(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, SLEEPS)
    assert not Identity(pid=child.pid, started="1").is_alive()


def test_a_zombie_is_not_alive(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, SLEEPS)
    meant = identity(child)
    child.kill()
    assert processes.wait_until(lambda: not meant.is_alive(), seconds=5)
    assert child.returncode is None


def test_there_is_no_identity_without_a_process() -> None:
    assert Identity.of(0) is None
    assert Identity.of(2**22 + 1) is None


def test_end_asks_and_the_process_ends(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, SLEEPS)
    processes.end_all([Ending(identity=identity(child))])
    assert child.wait() == -signal.SIGTERM


def test_end_leaves_a_stranger_with_the_same_pid_alone(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, SLEEPS)
    processes.end_all([Ending(identity=Identity(pid=child.pid, started="1"), seconds=0.1)])
    assert child.poll() is None


def test_end_kills_the_whole_group_of_one_that_does_not_listen(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, STUBBORN, MARK="group-of-one-that-does-not-listen")
    processes.end_all([Ending(identity=identity(child), seconds=0.1)])
    assert child.wait() == -signal.SIGKILL
    left = processes.carrying(variable="MARK", value="group-of-one-that-does-not-listen")
    assert processes.wait_until(lambda: not any(member.is_alive() for member in left), seconds=5)


def test_hurry_cuts_the_waiting_short(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, STUBBORN)
    begun = time.monotonic()
    processes.end_all([Ending(identity=identity(child), seconds=60)], hurry=lambda: True)
    assert time.monotonic() - begun < 5
    assert child.wait() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="environments of processes can be read on Linux only")
def test_processes_are_found_by_a_variable_they_carry(started: list[subprocess.Popen[bytes]]) -> None:
    child = start(started, SLEEPS, VITRINE_RUN="0123456789")
    start(started, SLEEPS, VITRINE_RUN="another")
    assert processes.carrying(variable="VITRINE_RUN", value="0123456789") == [identity(child)]

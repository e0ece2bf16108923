"""An experiment's process: what it brings back, and what stops it."""

import resource
from pathlib import Path

import pytest

from apps.showcase.lab.measuring import address_space_bytes, limit_memory
from apps.showcase.lab.processes import Limits, run_child
from tests.waiting import eventually

HERE = "tests.showcase.lab.experiments"
ROOMY = Limits(seconds=30, megabytes=500)


def alive(pid: int) -> bool:
    """Whether the process still works; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_brings_its_value_and_tells_its_progress():
    told = []
    report = run_child(f"{HERE}:double", {"number": 21}, limits=ROOMY, progress=lambda **said: told.append(said))
    assert report.value == {"twice": 42}
    assert (report.ended, report.cause) == ("", "")
    assert {"done": 1, "total": 2, "note": "half"} in told


def test_it_is_stopped_when_its_time_is_up_with_all_it_started(tmp_path):
    pid_file = tmp_path / "pid"
    report = run_child(
        f"{HERE}:sleep", {"seconds": 60, "pid_file": str(pid_file)}, limits=Limits(seconds=4, megabytes=100)
    )
    assert (report.ended, report.cause) == ("time", "Stopped after 4 s.")
    assert report.seconds < 8
    assert not alive(int(pid_file.read_text()))
    eventually(lambda: not alive(int((tmp_path / "pid.child").read_text())))


def test_it_is_stopped_at_its_memory_limit():
    report = run_child(f"{HERE}:eat", {"megabytes": 400}, limits=Limits(seconds=20, megabytes=200))
    assert (report.ended, report.cause) == ("memory", "Stopped at its limit of 200 MB more memory.")


def test_within_the_limit_the_same_work_is_done():
    report = run_child(f"{HERE}:eat", {"megabytes": 100}, limits=Limits(seconds=20, megabytes=200))
    assert report.value == 100 * 1024 * 1024


def test_its_peak_memory_is_its_own_and_not_its_parents():
    ours = bytearray(300 * 1024 * 1024)
    ours[::4096] = b"x" * len(ours[::4096])
    small = run_child(f"{HERE}:double", {"number": 1}, limits=ROOMY).peak_bytes
    big = run_child(f"{HERE}:hold", {"megabytes": 200}, limits=ROOMY).peak_bytes
    assert 5_000_000 < small < 150_000_000
    assert 200_000_000 < big - small < 230_000_000


def test_why_it_failed_is_said_in_one_line():
    report = run_child(f"{HERE}:fail", {}, limits=ROOMY)
    assert (report.ended, report.cause) == ("error", "ValueError: the row has no price")


def test_what_progress_raises_ends_it_at_once(tmp_path):
    pid_file = tmp_path / "pid"

    def cancel(**said):
        if pid_file.exists() and (tmp_path / "pid.child").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_child(f"{HERE}:sleep", {"seconds": 60, "pid_file": str(pid_file)}, limits=ROOMY, progress=cancel)
    eventually(lambda: not alive(int(pid_file.read_text())))


def test_a_hard_limit_that_it_was_given_is_kept_and_hurts_nothing(monkeypatch):
    asked = []
    low = address_space_bytes() + 1024 * 1024
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (low, low))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append(limits))
    limit_memory(500)
    assert asked == [(low, low)]


def test_a_child_of_a_child_has_a_limit_of_its_own():
    report = run_child(f"{HERE}:nest", {"megabytes": 400}, limits=Limits(seconds=30, megabytes=100))
    assert report.value == {"inner": 400 * 1024 * 1024, "ended": ""}

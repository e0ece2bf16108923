"""What the user has set, and secrets that are made once."""

import stat
from pathlib import Path

from apps.core.supervisor import secret
from apps.core.supervisor.home import Home, read_assignments


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://file\nREDIS_URL=redis://file\n")
    given = Home(tmp_path).given({"DATABASE_URL": "postgres://environment"})
    assert given == {"DATABASE_URL": "postgres://environment", "REDIS_URL": "redis://file"}


def test_a_secret_file_stands_for_its_content(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgres://secret\n")
    given = Home(tmp_path).given({"DATABASE_URL_FILE": str(tmp_path / "url")})
    assert given["DATABASE_URL"] == "postgres://secret"


def test_assignments_may_be_quoted_exported_and_commented(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# a comment\n\nexport A=1\nB = 'two words'\nC=\"x=y\"\nnot an assignment\n")
    assert read_assignments(path) == {"A": "1", "B": "two words", "C": "x=y"}
    assert read_assignments(tmp_path / "none") == {}


def test_the_run_folder_is_private(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make_folders()
    assert stat.S_IMODE(home.run.stat().st_mode) == 0o700


def test_a_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "key"
    value = secret.keep(path)
    assert len(value) >= 50
    assert secret.keep(path) == value
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret.keep(tmp_path / "other") != value


def test_a_private_file_is_private_even_where_a_readable_one_was(tmp_path: Path) -> None:
    path = tmp_path / "services.env"
    path.write_text("old")
    path.chmod(0o644)
    secret.write_private(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

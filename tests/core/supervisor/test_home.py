"""What the user has set, and secrets that are made once."""

import stat
from pathlib import Path

import pytest

from apps.core.supervisor import secret, services
from apps.core.supervisor.environment import overlaid
from apps.core.supervisor.errors import CannotRun
from apps.core.supervisor.home import Home, read_assignments
from config.env import Environment


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://file\nREDIS_URL=redis://file\n")
    given = Home(tmp_path).given({"DATABASE_URL": "postgres://environment"})
    assert given == {"DATABASE_URL": "postgres://environment", "REDIS_URL": "redis://file"}


def test_a_secret_file_stands_for_its_content(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgres://secret\n")
    given = Home(tmp_path).given({"DATABASE_URL_FILE": str(tmp_path / "url")})
    assert given["DATABASE_URL"] == "postgres://secret"


def test_a_secret_key_in_a_file_is_not_replaced_by_one_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("given by the user\n")
    home = Home(tmp_path)
    given = home.given({"SECRET_KEY_FILE": str(tmp_path / "key")})
    variables = services.shop_variables(home, services=services.Services(), given=given, web_port=1, mail_port=2)
    assert variables["SECRET_KEY"] == "given by the user"
    assert not (home.run / "secret_key").exists()


def test_a_secret_file_that_cannot_be_read_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="SECRET_KEY_FILE cannot be read"):
        Home(tmp_path).given({"SECRET_KEY_FILE": str(tmp_path / "nothing")})


def test_children_get_the_value_and_not_the_file_it_came_from() -> None:
    user = {"DATABASE_URL_FILE": "/run/secrets/url", "SECRET_KEY_FILE": "/run/secrets/key", "LOG_LEVEL": "DEBUG"}
    secret_key = "a secret of the run"
    child = overlaid(user, {"DATABASE_URL": "postgres://shop@db/shop", "SECRET_KEY": secret_key})
    values = Environment(child)
    assert (values["DATABASE_URL"], values["SECRET_KEY"], values["LOG_LEVEL"]) == (
        "postgres://shop@db/shop",
        secret_key,
        "DEBUG",
    )


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

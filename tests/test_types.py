"""mypy is strict where decisions and money live, and it runs without any service."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What a careless hand might write: no types, a bare generic, an Any that leaves, a call into untyped code.
PLANTED = """\
import json


def untyped(amount):
    return amount


def bare(amounts: list) -> None: ...


def leaking(text: str) -> int:
    return json.loads(text)


def caller() -> None:
    untyped(1)
"""
SAY_ENGINE = """
import django
from django.conf import settings

django.setup()
print(settings.DATABASES["default"]["ENGINE"])
"""
FOUND_WHERE_STRICT = {"no-untyped-def", "type-arg", "no-any-return", "no-untyped-call"}


@pytest.fixture(scope="module")
def errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """For each room, the kinds of error that mypy finds in the planted text, with the project's own configuration."""
    tree = tmp_path_factory.mktemp("types")
    settings = (ROOT / "pyproject.toml").read_text()
    plugins = tomllib.loads(settings)["tool"]["mypy"]["plugins"]
    assert plugins == ["mypy_django_plugin.main", "mypy_drf_plugin.main"]
    # The planted files need no Django; without the plugins the answer comes in two seconds.
    (tree / "pyproject.toml").write_text(re.sub(r"^plugins = .*$", "", settings, flags=re.MULTILINE))
    (tree / "config").mkdir()
    (tree / "config" / "__init__.py").touch()
    for room in ("apps/orders/rules", "apps/orders/services", "apps/core/events", "apps/orders/web"):
        folder = tree / room
        folder.mkdir(parents=True)
        (folder / "planted.py").write_text(PLANTED)
        for package in (folder, *folder.relative_to(tree).parents[:-1]):
            (tree / package / "__init__.py").touch()
    mypy = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir", tree / "cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert mypy.stderr == ""
    found: dict[str, set[str]] = {}
    for path, code in re.findall(r"^(\S+)/planted\.py:\d+: error: .*\[([a-z-]+)\]$", mypy.stdout, re.MULTILINE):
        found.setdefault(path, set()).add(code)
    return found


@pytest.mark.parametrize("room", ["apps/orders/rules", "apps/orders/services", "apps/core/events"])
def test_strict_where_decisions_live(room: str, errors: dict[str, set[str]]) -> None:
    assert errors[room] == FOUND_WHERE_STRICT


def test_doors_are_checked_but_may_leave_types_out(errors: dict[str, set[str]]) -> None:
    assert "apps/orders/web" not in errors


def test_types_are_checked_against_the_real_settings() -> None:
    """The plugin loads the local settings; they must load with no database named, as `make types` runs."""
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            SAY_ENGINE,
        ],
        cwd=ROOT,
        env={
            "PATH": "",
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "CACHE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "django.db.backends.dummy", answer.stderr

"""The shop stands without its showcase: the folder is moved away in a copy of the tree."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, environment

IMPORTS_SHOWCASE = re.compile(r"^(from|import) apps\.showcase", re.MULTILINE)
ASK = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
assert "apps.showcase" not in settings.INSTALLED_APPS
call_command("check")
call_command("makemigrations", "--check", "--dry-run")
response = Client(headers={"host": "localhost"}).get("/")
print(response.status_code, response.headers["Location"])
for path in ("/sign-in/", "/healthz", "/api/v2/", "/sign-out/"):
    print(resolve(path).func.__module__ != "", path)
for name in ("showcase:map", "showcase:mailbox"):
    try:
        print("leads to", reverse(name))
    except NoReverseMatch:
        print("no", name)
print(Client(headers={"host": "localhost"}).get("/nothing-here/").status_code)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """The files that belong to the project, without apps/showcase."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    folder = tmp_path_factory.mktemp("shop")
    for name in filter(None, names):
        if (ROOT / name).is_file() and not name.startswith("apps/showcase/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    assert not (folder / "apps" / "showcase").exists()
    return folder


def run(tree: Path, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("settings", ["local", "test"])
def test_checks_pass_no_migration_is_missing_and_every_door_is_there(tree, settings):
    lines = run(tree, "-c", ASK, DJANGO_SETTINGS_MODULE=f"config.settings.{settings}", LOG_DIR="").splitlines()
    assert [line for line in lines if not line.startswith("{")] == [
        "System check identified no issues (0 silenced).",
        "No changes detected",
        "302 /admin/",
        "True /sign-in/",
        "True /healthz",
        "True /api/v2/",
        "True /sign-out/",
        "no showcase:map",
        "no showcase:mailbox",
        "404",
    ]


def test_nothing_of_the_shop_and_its_tests_imports_the_showcase():
    found = {
        str(path.relative_to(ROOT))
        for folder in ("apps", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "showcase" not in path.relative_to(ROOT).parts and IMPORTS_SHOWCASE.search(path.read_text())
    }
    # These benchmarks are not the shop: they make file and database with the showcase, or measure what it shows.
    assert found == {
        "tests/benchmarks/importing/test_benchmark.py",
        "tests/benchmarks/test_formats.py",
        "tests/benchmarks/test_lab.py",
    }

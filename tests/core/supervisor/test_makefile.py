"""The two commands and their companions."""

import os
import re
import subprocess
from pathlib import Path

from config.env import Environment

CODE = Path(__file__).resolve().parents[3]


def test_every_target_is_explained_by_make_help() -> None:
    text = (CODE / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=CODE, capture_output=True, text=True, check=True
    ).stdout
    explained = dict(re.findall(r"^  make (\S+) +(\S.*)$", shown, re.MULTILINE))
    assert sorted(explained) == sorted(phony[1].split())


def test_without_a_usable_python_one_line_says_what_to_do() -> None:
    environment = {"PATH": "/nonexistent", "MAKEFLAGS": ""}
    done = subprocess.run(
        ["/usr/bin/make", "run"], cwd=CODE, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11 with venv and pip is needed")


def test_checks_of_the_code_touch_no_database_not_even_one_given_in_a_file(tmp_path: Path) -> None:
    text = (CODE / "Makefile").read_text()
    found = re.search(r"^NO_SERVICES := (.*)$", text, re.MULTILINE)
    assert found is not None
    (tmp_path / "url").write_text("redis://given")
    given = {f"{name}_FILE": str(tmp_path / "url") for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")}
    values = Environment({**given, **dict(word.split("=") for word in found[1].split())})
    assert [values[name] for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL")] == ["", "", ""]


def test_continuous_integration_runs_make_test() -> None:
    script = CODE / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"

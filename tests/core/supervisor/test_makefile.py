"""The two commands and their companions."""

import os
import re
import subprocess
from pathlib import Path

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


def test_continuous_integration_runs_make_test() -> None:
    script = CODE / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"

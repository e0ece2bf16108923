"""Asking import-linter and Python what they think of a package."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60
CONTRACT = """
[importlinter]
root_package = gallery

[importlinter:contract:cycles]
id = cycles
name = Modules of the gallery import each other in one direction
type = acyclic_siblings
ancestors = gallery
"""
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Opinion:
    """What a program said, and whether it was content."""

    content: bool
    said: str


def linter_on(folder: Path, *arguments: str) -> Opinion:
    """`lint-imports` in this folder."""
    return run([sys.executable, "-c", LINT, "--no-logo", "--no-cache", *arguments], folder)


def judge(files: Mapping[str, str], entry: str) -> tuple[Opinion, Opinion]:
    """Write the files as the package `gallery`; what Python says to `entry`, and what the linter says."""
    with tempfile.TemporaryDirectory(prefix="vitrine-gallery-") as name:
        folder = Path(name)
        (folder / "gallery").mkdir()
        (folder / "gallery" / "__init__.py").touch()
        for file, text in files.items():
            (folder / "gallery" / file).write_text(text)
        (folder / ".importlinter").write_text(CONTRACT)
        python = run([sys.executable, "-c", entry], folder)
        return python, linter_on(folder)


def run(command: list[str], folder: Path) -> Opinion:
    """A program with a bounded time, without colours."""
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    said = (done.stdout + done.stderr).replace(str(folder.resolve()), "…").replace(str(folder), "…").strip()
    return Opinion(done.returncode == 0, said)

"""Run as a program in a copy of the tree: plants each violation in turn and tells which contracts break.

Reads {case: {path: source}} as JSON, answers {case: [names of broken contracts]} as JSON. One process for all cases,
because starting Python costs more than checking the contracts.
"""

import contextlib
import io
import json
import re
import sys
from pathlib import Path

from importlinter.cli import lint_imports


def broken_contracts() -> list[str]:
    """The names that `lint-imports` calls broken in the current folder."""
    words = io.StringIO()
    with contextlib.redirect_stdout(words):
        lint_imports(no_cache=True, no_logo=True, is_debug_mode=True)
    return re.findall(r"^(.+) BROKEN\b", words.getvalue(), re.MULTILINE)


def plant(files: dict[str, str]) -> list[Path]:
    """Write the files, with the packages they need; returns what was made, children first. Nothing is overwritten."""
    made: list[Path] = []
    for name, source in files.items():
        path = Path(name)
        for folder in reversed(path.parents[:-1]):
            if not folder.exists():
                folder.mkdir()
                (folder / "__init__.py").touch()
                made = [folder / "__init__.py", folder, *made]
        with path.open("x") as file:
            file.write(source)
        made = [path, *made]
    return made


def clear(made: list[Path]) -> None:
    for path in made:
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def main() -> None:
    answers = {}
    for case, files in json.load(sys.stdin).items():
        made = plant(files)
        answers[case] = broken_contracts()
        clear(made)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()

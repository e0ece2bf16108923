"""Code that pages show: found by its dotted path, with file and line; and the files that may be read in full."""

import ast
import inspect
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import Any

from django.conf import settings

from apps.showcase.registry import scenarios
from apps.showcase.scenarios.scenario import Excerpt, Shown

LANGUAGES = {".py": "python", ".md": "markdown", ".toml": "toml", ".html": "html+django", ".css": "css", ".js": "js"}


@dataclass(frozen=True)
class Source:
    """A piece of code and where it stands; `path` is relative to the project."""

    name: str
    path: str
    line: int
    text: str
    language: str = "python"


def locate(symbol: str) -> Any:
    """What a dotted path names: a module or something in it. Raises LookupError."""
    parts = symbol.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError as error:
            if error.name and not symbol.startswith(error.name):
                raise LookupError(f"{symbol} needs {error.name}, which is not installed") from error
            continue
        for name in parts[length:]:
            if not hasattr(found, name):
                raise LookupError(f"there is no {symbol}")
            found = getattr(found, name)
        return found
    raise LookupError(f"there is no {symbol}")


def source_of(shown: Shown) -> Source:
    """The source that a page shows. Raises LookupError when there is nothing of that name."""
    return excerpt(shown) if isinstance(shown, Excerpt) else source_of_symbol(shown.symbol)


def excerpt(shown: Excerpt) -> Source:
    """The paragraph of a file that holds some text."""
    file = settings.BASE_DIR / shown.path
    text = file.read_text() if file.is_file() else ""
    place = text.find(shown.holds)
    if place < 0:
        raise LookupError(f"{shown.path} does not hold {shown.holds}")
    begin = text.rfind("\n\n", 0, place) + 2
    end = text.find("\n\n", place)
    paragraph = text[begin : end if end >= 0 else None].rstrip()
    return Source(shown.holds, shown.path, text.count("\n", 0, begin) + 1, paragraph, language_of(shown.path))


def language_of(path: str) -> str:
    """The name by which the highlighter knows the language of a file."""
    return LANGUAGES.get(PurePosixPath(path).suffix, "text")


@cache
def source_of_symbol(symbol: str) -> Source:
    found = inspect.unwrap(locate(symbol))
    lines, first = inspect.getsourcelines(found)
    path = Path(inspect.getsourcefile(found) or "").resolve().relative_to(settings.BASE_DIR)
    module = path.with_suffix("").as_posix().replace("/", ".")
    return Source(symbol.removeprefix(f"{module}."), path.as_posix(), max(first, 1), dedent("".join(lines)).rstrip())


def line_of_test(test: str) -> int:
    """Where a test such as tests/x/test_y.py::test_name begins. Raises LookupError when it is not there."""
    path, _, name = test.partition("::")
    file = settings.BASE_DIR / path
    if not file.is_file():
        raise LookupError(f"there is no {path}")
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node.lineno
    raise LookupError(f"there is no {name} in {path}")


@cache
def readable_paths() -> frozenset[str]:
    """Files that anybody may read here: those that a live scenario names, nothing else."""
    paths: set[str] = set()
    for scenario in scenarios():
        for shown in scenario.shown:
            try:
                paths.add(source_of(shown).path)
            except LookupError:
                continue  # the page says so beside the code's name
        paths.update(test.partition("::")[0] for test in scenario.tests)
        if scenario.document:
            paths.add(scenario.document)
    return frozenset(paths)


def read(path: str) -> str | None:
    """The text of a file that may be read; None for any other."""
    file = settings.BASE_DIR / path
    return file.read_text() if path in readable_paths() and file.is_file() else None

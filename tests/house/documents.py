"""What the documents name, checked against what is there: commands, options, files, links, variables, addresses."""

import importlib
import re
import shlex
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from apps.core.rest.index import UnknownAddressView
from config.env import VARIABLES

ROOT = Path(__file__).resolve().parent.parent.parent
TOP = ("apps/", "config/", "deploy/", "docs/", "requirements/", "static/", "templates/", "tests/", ".ci/")
OUTSIDE = ("/data", "/opt", "/srv", "/static", "/tmp", "/var/tmp")
FILE_ENDINGS = (".css", ".csv", ".html", ".ini", ".js", ".md", ".py", ".toml", ".txt", ".yaml", ".yml")
# Files that appear while the shop runs, or that the reader brings along.
MADE_LATER = ("var/", "online_retail_ii.csv", "orders.csv", "sample.csv", ".env")
# Variables of others: make, the shell, Django's start and the tests.
OTHER_VARIABLES = {"ARGS", "DJANGO_SETTINGS_MODULE", "HOME", "LOG", "NAME_FILE", "NO_COLOR", "PATH", "PORT", "PYTHON"}
OTHER_VARIABLES |= {"IMPORT_PICTURES", "TEST_DB_NAME", "VITRINE_CHROMIUM", "VITRINE_TEST_RUN"}


def documents() -> list[Path]:
    """README, CONTRIBUTING and everything below docs/."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def code(text: str) -> Iterator[str]:
    """Every line of a fenced block and every span between backticks; fences of pictures (mermaid) are left out."""
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if language != "mermaid":
            yield from (line for line in block.replace("\\\n", " ").splitlines() if line.strip())
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", prose)


@cache
def make_targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def files() -> frozenset[str]:
    """Every file of the project and every folder, the latter with a slash at the end."""
    skipped = {".git", ".venv", "var", "__pycache__", "node_modules"}
    found = set()
    for path in ROOT.rglob("*"):
        relative = path.relative_to(ROOT)
        if not skipped & set(relative.parts):
            found.add(f"{relative}/" if path.is_dir() else str(relative))
    return frozenset(found)


@cache
def options(command: str) -> frozenset[str]:
    """The options that a manage.py command knows, those of its subcommands and Django's own included."""
    app = get_commands()[command]
    return frozenset(options_of(load_command_class(app, command).create_parser("manage.py", command)))


def options_of(parser: ArgumentParser) -> Iterator[str]:
    yield from parser._option_string_actions
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                yield from options_of(below)


def check_make(text: str) -> Iterator[str]:
    for line in code(text):
        for target in re.findall(r"(?<![\w/.-])make ([a-z][a-z-]*)", line.split(" #")[0]):
            if target not in make_targets():
                yield f"make {target}: no such target"


def manage_calls(text: str) -> Iterator[list[str]]:
    """The words after `manage.py`, or those that `make manage` passes on."""
    for line in code(text):
        for arguments in re.findall(r'make manage ARGS="([^"]*)"', line):
            yield arguments.split()
        found = re.search(r"manage\.py\s+(\S.*)", line)
        if found:
            try:
                yield shlex.split(found[1].split("|")[0].split(" #")[0])
            except ValueError:
                yield found[1].split()


def check_commands(text: str) -> Iterator[str]:
    for words in manage_calls(text):
        if not words or not re.fullmatch(r"[a-z_]+", words[0]):
            continue
        if words[0] == "help":
            continue
        if words[0] not in get_commands():
            yield f"manage.py {words[0]}: no such command"
            continue
        for word in words[1:]:
            option = word.strip("[]").split("=")[0]
            if option.startswith("--") and option not in options(words[0]):
                yield f"manage.py {words[0]}: no option {option}"


@cache
def rooms() -> frozenset[str]:
    """The closed list of rooms, as files and folders; an app need not have them all."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    names = re.findall(r"\w+", " ".join(layers))
    return frozenset({f"{name}.py" for name in names} | {f"{name}/" for name in names})


def is_path(span: str) -> bool:
    if not re.fullmatch(r"[\w.][\w./-]*", span) or span.startswith("..") or re.fullmatch(r"[\d./-]+", span):
        return False
    return span.startswith(TOP) or (span.endswith(FILE_ENDINGS) and not span.startswith(".")) or "/" in span[:-1]


def check_paths(text: str) -> Iterator[str]:
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`\n]+)`", prose):
        if not is_path(span) or span.startswith(MADE_LATER) or is_media_type(span) or span in rooms():
            continue
        if span.startswith(TOP):
            if span not in files() and f"{span}/" not in files():
                yield f"{span}: no such file"
        elif not any(file == span or file.endswith((f"/{span}", f"/{span}/")) for file in files()):
            yield f"{span}: no such file"


def is_media_type(span: str) -> bool:
    return span.startswith(("application/", "text/", "image/", "Europe/", "America/", "Asia/"))


def anchors(text: str) -> set[str]:
    """The fragments that headings can be linked by."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def check_links(text: str, place: Path) -> Iterator[str]:
    """Relative links and pictures lead to files, fragments to headings."""
    for target in re.findall(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"", text):
        link = next(filter(None, target))
        if re.match(r"[a-z]+:", link):
            continue
        name, _, fragment = link.partition("#")
        path = (place.parent / name).resolve() if name else place
        if not path.exists():
            yield f"{link}: leads nowhere"
        elif fragment and path.suffix == ".md" and fragment not in anchors(text if not name else path.read_text()):
            yield f"{link}: no such heading"


@cache
def known_variables() -> frozenset[str]:
    ours = {variable.name for variable in VARIABLES}
    return frozenset(ours | {f"{name}_FILE" for name in ours} | OTHER_VARIABLES)


def check_variables(text: str) -> Iterator[str]:
    """NAME_WITH_UNDERSCORE in a span, NAME=value before a command; NAME=... alone on its line is the reader's own."""
    own = set(re.findall(r"^([A-Z][A-Z0-9_]*)=\S*(?:\$\(.*\))?[^\n ]*$", text, re.MULTILINE))
    own |= set(re.findall(r"^([A-Z][A-Z0-9_]*)=\$\(", text, re.MULTILINE))
    for line in code(text):
        names = set(re.findall(r"(?<![\w$-])([A-Z][A-Z0-9_]*)=", line))
        if re.fullmatch(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+", line):
            names.add(line)
        for name in sorted(names - own - known_variables()):
            if not hasattr(settings, name):
                yield f"{name}: no such variable or setting"


def check_addresses(text: str) -> Iterator[str]:
    """Paths below the site's root, in spans and in curl lines, lead to a view."""
    for line in code(text):
        found = re.findall(r"https?://localhost(?::\w+|:\$\w+)?(/[^\s\"'?#]*)", line)
        if re.fullmatch(r"/[\w/.-]*", line):
            found.append(line)
        for path in found:
            if not re.search(r"[<{$]", path) and not path.startswith(OUTSIDE) and not leads_to_a_view(path):
                yield f"{path}: no such page"


def leads_to_a_view(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    # Below /api/ there is a view that says of every unknown address that it is one.
    return getattr(view, "view_class", None) is not UnknownAddressView


def dotted(name: str) -> Any:
    """The object of a dotted name. Raises ImportError or AttributeError when there is none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return found
    raise ImportError(name)


def check_symbols(text: str) -> Iterator[str]:
    """apps.… and config.… names are importable."""
    for span in code(text):
        for name in re.findall(r"(?<![\w/.])((?:apps|config)(?:\.[A-Za-z_]\w*)+)(?![\w/*]|\.\*)", span):
            if name.endswith(".py"):
                continue
            try:
                dotted(name)
            except (ImportError, AttributeError):
                yield f"{name}: cannot be imported"


def problems(text: str, place: Path) -> list[str]:
    """Everything a document names that is not there."""
    return sorted(
        {
            *check_make(text),
            *check_commands(text),
            *check_paths(text),
            *check_links(text, place),
            *check_variables(text),
            *check_addresses(text),
            *check_symbols(text),
        }
    )

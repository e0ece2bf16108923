"""The project's own Python files, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("apps", "config", "tests", "proofs", "benchmarks", "sandbox")


@dataclass(frozen=True)
class Module:
    """One file: where it stands, its text and its syntax tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def app(self) -> str:
        """The app a file belongs to; empty outside apps/."""
        return self.path.parts[1] if self.path.parts[0] == "apps" and len(self.path.parts) > 2 else ""

    @property
    def room(self) -> str:
        """The room of the app, `services` for apps/orders/services/importing.py and for apps/orders/services.py."""
        return self.path.parts[2].removesuffix(".py") if self.app else ""

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything imported: `django.http.HttpRequest` for `from django.http import ...`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                above = self.path.parts[: -node.level] if node.level else ()
                package = ".".join([*above, *([node.module] if node.module else [])])
                yield from ((node.lineno, f"{package}.{name.name}") for name in node.names)


def parse(path: str, text: str) -> Module:
    return Module(PurePosixPath(path), text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the project except migrations, which are history."""
    files = [ROOT / "manage.py"] + [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(
        parse(file.relative_to(ROOT).as_posix(), file.read_text()) for file in files if "migrations" not in file.parts
    )

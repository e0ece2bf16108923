"""Which line of ours sent a query: of Python, of a template, the field of a serializer or the column of a list."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from django.conf import settings

WRAPPER = ("execute", "sql", "params", "many", "context")  # what an `execute_wrapper` takes; it sends no query itself
MACHINERY = ("apps/core/backoffice/", "apps/core/rest/")  # what pages and answers of every app are made by


@dataclass(frozen=True)
class Line:
    """A line of the project: its file (from the project's folder on), its number, and what stands there."""

    path: str
    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.number} ({self.name})"


@cache
def own_path(file_name: str) -> str | None:
    """The path from the project's folder on; None for files of libraries, which may lie in its `.venv`."""
    path = Path(file_name)
    if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
        return str(path.relative_to(settings.BASE_DIR))
    return None


def sending_line() -> Line | None:
    """The innermost line of the project under way, but for the function that asks. None when there is none.

    To be asked by an observer while a query is sent: from an `execute_wrapper`, or the receiver of a signal.

    A library evaluates templates, serializers and the columns of the admin's lists for us; there the line is the tag,
    or the one that declares the field or the column. What is common to all pages is named when no page's own line is
    under way.
    """
    common: Line | None = None
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and not (common and _leaves_view(frame)):
        line = _line_of(frame)
        if line and not line.path.startswith(MACHINERY):
            return line
        common = common or line
        frame = frame.f_back
    return common


def _leaves_view(frame: FrameType) -> bool:
    """Whether only middleware is further out."""
    return frame.f_code.co_name == "inner" and frame.f_code.co_filename.endswith("/core/handlers/exception.py")


def _line_of(frame: FrameType) -> Line | None:
    code = frame.f_code
    if path := own_path(code.co_filename):
        wrapper = code.co_varnames[: code.co_argcount][-5:] == WRAPPER
        return None if wrapper else Line(path, frame.f_lineno, code.co_qualname)
    file, read = EVALUATED.get(code.co_name, ("", None))
    return read(frame) if read and code.co_filename.endswith(file) else None


def _tag(frame: FrameType) -> Line | None:
    node = frame.f_locals["self"]
    path = own_path(str(node.origin.name)) if node.token else None
    return Line(path, node.token.lineno, node.token.contents.partition("\n")[0][:60]) if path else None


def _field(frame: FrameType) -> Line | None:
    field = frame.f_locals.get("field")
    return _declared(type(frame.f_locals["self"]), field.field_name) if field else None


def _column(frame: FrameType) -> Line | None:
    return _declared(type(frame.f_locals["model_admin"]), str(frame.f_locals["name"]))


EVALUATED: dict[str, tuple[str, Callable[[FrameType], Line | None]]] = {
    "render_annotated": ("/base.py", _tag),
    "to_representation": ("/serializers.py", _field),
    "lookup_field": ("/utils.py", _column),
}


def _find_declared(owner: type, name: str) -> Line | None:
    """Where the class, or one that it inherits from, first says that name; else where the class begins."""
    own = [
        (cls, path)
        for cls in owner.__mro__
        if (path := own_path(inspect.getsourcefile(cls) or "") if _ours(cls) else "")
    ]
    for cls, path in own:
        text, first = inspect.getsourcelines(cls)
        for number, line in enumerate(text, first):
            if f'"{name}"' in line or line.strip().startswith((f"{name} =", f"{name}:")):
                return Line(path, number, f"{owner.__name__}.{name}")
    return Line(own[0][1], inspect.getsourcelines(own[0][0])[1], f"{owner.__name__}.{name}") if own else None


_declared: Callable[[type, str], Line | None] = cache(_find_declared)  # to read a class takes milliseconds


def _ours(cls: type) -> bool:
    return (settings.BASE_DIR / cls.__module__.partition(".")[0]).is_dir()

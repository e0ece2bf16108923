"""Who asked: the line of our own code, the template or the field that a query came from, read from the live frames.

The toolbar's own trace keeps files and lines alone; what caused a query is known by the objects on the stack: the
relation that was touched, the serializer's field, the template's node.
"""

import linecache
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.conf import settings

OURS = (f"{settings.BASE_DIR}/apps/", f"{settings.BASE_DIR}/tests/")
NOT_A_CAUSE = f"{settings.BASE_DIR}/apps/showcase/toolbar/"
PASSES_ON = ("get_response(", "super().")  # a line that only hands the work on

Asked = dict[str, Any]
"""What is known of the cause, ready for JSON: see `asked`."""


def asked() -> Asked:
    """The cause of the query that is being sent. Keys stand where they are known:

    `file`, `line`, `function`, `code`: the innermost line of ours. `template`, `template_line`, `template_code`: the
    tag that was drawn when no line of ours stands between it and the query. `source`, `name`: the model of the object
    whose relation was touched, and the relation or field. `prefetch`: the query brings related rows along. `column`:
    the serializer's field or the admin's column that was being shown.
    """
    known: Asked = {}
    for frame in frames(sys._getframe(1)):
        code = frame.f_code
        if reader := READERS.get(code.co_name):
            for key, value in reader(frame):
                known.setdefault(key, value)
        elif code.co_filename.endswith("/django/db/models/query.py"):
            for key, value in of_queryset(frame):
                known.setdefault(key, value)
        if (line := line_of(frame)) is not None:
            return known | line
    return known


def frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def line_of(frame: FrameType) -> Asked | None:
    """The line when it is ours and does something itself."""
    path = frame.f_code.co_filename
    if not path.startswith(OURS) or path.startswith(NOT_A_CAUSE):
        return None
    text = linecache.getline(path, frame.f_lineno).strip()
    if any(word in text for word in PASSES_ON):
        return None
    file = path.removeprefix(f"{settings.BASE_DIR}/")
    return {"file": file, "line": frame.f_lineno, "function": frame.f_code.co_name, "code": text}


def of_descriptor(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """`order.customer`, `product.stock`, a field that `only` left out: an object's attribute that asks."""
    descriptor, instance = frame.f_locals.get("self"), frame.f_locals.get("instance")
    field = getattr(descriptor, "related", None) or getattr(descriptor, "field", None)
    if instance is not None and field is not None and hasattr(instance, "_meta"):
        yield "source", instance._meta.label
        yield "name", field.get_accessor_name() if hasattr(field, "get_accessor_name") else field.name


def of_queryset(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """`order.lines.all()`: a queryset that knows whose rows it looks for."""
    hints = getattr(frame.f_locals.get("self"), "_hints", None) or {}
    if (instance := hints.get("instance")) is not None and hasattr(instance, "_meta"):
        yield "source", instance._meta.label


def of_prefetch(frame: FrameType) -> Iterator[tuple[str, Any]]:
    yield "prefetch", True


def of_template(frame: FrameType) -> Iterator[tuple[str, Any]]:
    node = frame.f_locals.get("self")
    token, origin = getattr(node, "token", None), getattr(node, "origin", None)
    if token is not None and origin is not None:
        yield "template", str(origin.template_name or origin.name)
        yield "template_line", token.lineno
        yield "template_code", linecache.getline(str(origin.name), token.lineno).strip()


def of_serializer(frame: FrameType) -> Iterator[tuple[str, Any]]:
    serializer, field = frame.f_locals.get("self"), frame.f_locals.get("field")
    if name := getattr(field, "field_name", ""):
        yield "column", f"{type(serializer).__name__}.{name}"


def of_admin_list(frame: FrameType) -> Iterator[tuple[str, Any]]:
    shown, name = frame.f_locals.get("cl"), frame.f_locals.get("field_name")
    if shown is not None and name:
        yield "column", f"{type(shown.model_admin).__name__}.{name}"


READERS: dict[str, Callable[[FrameType], Iterator[tuple[str, Any]]]] = {
    "__get__": of_descriptor,
    "prefetch_related_objects": of_prefetch,
    "render_annotated": of_template,
    "to_representation": of_serializer,
    "items_for_result": of_admin_list,
}

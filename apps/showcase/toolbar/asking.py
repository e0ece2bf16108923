"""Who asked: the line that sent a query, and the relation that it followed, read from the live frames.

The toolbar's own trace keeps files and lines alone; which object's relation was touched is known by what stands on the
stack.
"""

import linecache
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from django.conf import settings

from apps.core.observability.sending import Line, own_path

Asked = dict[str, Any]
"""What is known of a query's cause, ready for JSON. Keys stand where they are known:

`place` (file and line), `name` and `code` of the line; `source`, the model of the object whose relation or field was
touched; `touched`, the name of that; `prefetch` when related rows were fetched along.
"""
PASSES_ON = "get_response("  # a middleware is under way and asks nothing


def asked(line: Line | None, frame: FrameType | None) -> Asked:
    """What is known of the query that `line` sends, when `frame` is the innermost one."""
    known: Asked = {}
    if line is not None:
        code = linecache.getline(str(settings.BASE_DIR / line.path), line.number).strip()
        if PASSES_ON not in code:
            known = {"place": f"{line.path}:{line.number}", "name": line.name, "code": code}
    # What stands outside of the project's line did not touch this relation.
    while frame is not None and not own_path(frame.f_code.co_filename):
        place, read = READERS.get(frame.f_code.co_name, QUERYSET)
        if frame.f_code.co_filename.endswith(place):
            for key, value in read(frame):
                known.setdefault(key, value)
        frame = frame.f_back
    return known


def of_descriptor(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """`order.customer`, `product.stock`: a relation that asks for its object."""
    descriptor, instance = frame.f_locals.get("self"), frame.f_locals.get("instance")
    field = getattr(descriptor, "related", None) or getattr(descriptor, "field", None)
    if instance is not None and field is not None:
        yield "source", instance._meta.label
        yield "touched", field.get_accessor_name() if hasattr(field, "get_accessor_name") else field.name


def of_left_out(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """A field that `only` or `defer` left out."""
    instance, fields = frame.f_locals.get("self"), frame.f_locals.get("fields")
    if instance is not None and fields and len(fields) == 1:
        yield "source", instance._meta.label
        yield "touched", next(iter(fields))


def of_queryset(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """`order.lines.all()`: a queryset that knows whose rows it looks for."""
    hints = getattr(frame.f_locals.get("self"), "_hints", None) or {}
    if (instance := hints.get("instance")) is not None and hasattr(instance, "_meta"):
        yield "source", instance._meta.label


def of_prefetch(frame: FrameType) -> Iterator[tuple[str, Any]]:
    yield "prefetch", True


Reader = Callable[[FrameType], Iterator[tuple[str, Any]]]
QUERYSET: tuple[str, Reader] = ("/django/db/models/query.py", of_queryset)
READERS: dict[str, tuple[str, Reader]] = {
    "__get__": ("/django/db/models/fields/related_descriptors.py", of_descriptor),
    "refresh_from_db": ("/django/db/models/base.py", of_left_out),
    "prefetch_related_objects": ("/django/db/models/query.py", of_prefetch),
}

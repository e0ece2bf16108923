"""What is wrong with single values, as a flat list: where, which code, which words."""

from collections.abc import Iterator
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from apps.core.payloads.faults import Path, fragment_to

HEADERS = ("Accept", "If-Match", "Idempotency-Key")
WHOLE = (api_settings.NON_FIELD_ERRORS_KEY, "__all__")


class ParameterError(ValidationError):
    """What is wrong is in the query string, whatever the method."""


def flatten(detail: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Each error of a ValidationError's `detail`: its path, code and words. Errors of a whole object have its path."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from flatten(value, path if key in WHOLE else (*path, key))
    elif isinstance(detail, (list, tuple)):
        for index, value in enumerate(detail):
            nested = isinstance(value, (dict, list, tuple))
            yield from flatten(value, (*path, index) if nested else path)
    else:
        yield path, str(getattr(detail, "code", None) or "invalid"), str(detail)


def located(path: Path, code: str, detail: str, *, in_query: bool) -> dict[str, str]:
    """An error as a problem document lists it: `field` for people; `pointer`, `parameter` or `header` for programs."""
    field = as_field(path)
    if field in HEADERS:
        place = {"header": field}
    else:
        place = {"parameter": field} if in_query else {"pointer": fragment_to(path)}
    return {"field": field, **place, "code": code, "detail": detail}


def as_field(path: Path) -> str:
    """`lines[0].sku`; empty for the whole."""
    joined = ""
    for step in path:
        joined += f"[{step}]" if isinstance(step, int) else f".{step}" if joined else str(step)
    return joined


def from_dotted(path: str) -> Path:
    """The path that the domain writes as `lines.0.quantity`."""
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in path.split(".")) if path else ()

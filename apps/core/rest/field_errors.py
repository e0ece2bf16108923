"""Nested validation errors as a flat list: which field, which code, which words."""

from collections.abc import Iterator
from typing import Any

from rest_framework.settings import api_settings


def flatten(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Each error of a ValidationError's `detail` as field (`lines[0].sku`; empty for the whole), code and detail."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from flatten(value, join(path, key))
    elif isinstance(detail, (list, tuple)):
        for index, value in enumerate(detail):
            nested = isinstance(value, (dict, list, tuple))
            yield from flatten(value, f"{path}[{index}]" if nested else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", None) or "invalid"), "detail": str(detail)}


def join(path: str, key: Any) -> str:
    """The path of a member below `path`. Errors of the whole object belong to the object."""
    if key in (api_settings.NON_FIELD_ERRORS_KEY, "__all__"):
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)


def from_dotted(path: str) -> str:
    """The domain's way to write a path, `lines.0.quantity`, in the API's way: `lines[0].quantity`."""
    joined = ""
    for part in path.split(".") if path else ():
        joined = join(joined, int(part) if part.isascii() and part.isdigit() else part)
    return joined

"""Events as JSON and back. The types an event may carry are few, so that a row of last year can still be read."""

import dataclasses
import types
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from apps.core.money import Money
from apps.core.payloads import read

_PLAIN = (str, int, bool, Decimal, datetime, date, UUID, Money)


def to_payload(event: Any) -> dict[str, Any]:
    """The fields of an event as JSON values. Raises TypeError for a value that JSON would change, such as a float."""
    return {field.name: _to_json(getattr(event, field.name)) for field in dataclasses.fields(event)}


def from_payload(kind: type[Any], payload: Any) -> Any:
    """The event that was written as `payload`.

    Fields it does not know are left out and new ones take their defaults, so that code of the last release and of
    this one can read each other's events. Raises PayloadRefused, which names all that is missing or wrong.
    """
    return read(kind, payload)


def field_types(kind: Any) -> dict[str, Any]:
    """Names and types of an event's fields. Raises TypeError for a type that events cannot carry."""
    hints = get_type_hints(kind)
    found = {field.name: hints[field.name] for field in dataclasses.fields(kind)}
    for name, hint in found.items():
        if not _is_carried(hint):
            raise TypeError(f"{kind.__qualname__}.{name}: events do not carry {hint}.")
    return found


def _is_carried(hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return len(get_args(hint)) == 2 and type(None) in get_args(hint) and _is_carried(_without_none(hint))
    if get_origin(hint) is tuple:
        return len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis and _is_carried(get_args(hint)[0])
    return hint in _PLAIN or (isinstance(hint, type) and issubclass(hint, Enum))


def _without_none(hint: Any) -> Any:
    return next(each for each in get_args(hint) if each is not type(None))


def _to_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("Events carry aware times only.")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Money):
        return value.as_json()
    if isinstance(value, tuple):
        return [_to_json(each) for each in value]
    raise TypeError(f"Events do not carry {type(value).__name__} values.")

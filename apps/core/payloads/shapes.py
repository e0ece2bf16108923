"""What a document must hold, read from a frozen dataclass or from the keyword arguments of a function."""

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints


class Absent(Enum):
    """The type of a member that must not be there; its default is `ABSENT`."""

    ABSENT = ""


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Member:
    """How the document calls a field: `reference: Annotated[str, Member("pspReference")]`."""

    name: str


@dataclass(frozen=True)
class Expected:
    """A member of a document: the field it fills, its name there, its type, and whether it may be left out."""

    field: str
    member: str
    hint: Any
    required: bool


@cache
def members_of(kind: type[Any]) -> tuple[Expected, ...]:
    """The members that a dataclass asks for."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _expected(field.name, hints[field.name], required=_has_no_default(field)) for field in dataclasses.fields(kind)
    )


@cache
def arguments_of(function: Callable[..., Any]) -> tuple[Expected, ...]:
    """The keyword arguments that a function asks for."""
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        _expected(name, hints.get(name, Any), required=parameter.default is parameter.empty)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    )


def takes_any_argument(function: Callable[..., Any]) -> bool:
    """Whether the function takes `**whatever`."""
    return any(one.kind is one.VAR_KEYWORD for one in inspect.signature(function).parameters.values())


def _expected(name: str, hint: Any, *, required: bool) -> Expected:
    if get_origin(hint) is Annotated:
        hint, *notes = get_args(hint)
        called = next((note.name for note in notes if isinstance(note, Member)), name)
        return Expected(name, called, hint, required)
    return Expected(name, name, hint, required)


def _has_no_default(field: Any) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING

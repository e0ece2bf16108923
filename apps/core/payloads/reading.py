"""The policy: what is required is there, what is optional has a default, what must not be there is not.

Members that nobody asks for are left alone, so that a partner or a newer release can add some. A null is no absence:
only a field that takes None takes it. What JSON can say itself is not converted: a text is no number and no boolean.
"""

import dataclasses
import re
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

from apps.core.payloads.faults import Fault, Path, PayloadRefused
from apps.core.payloads.shapes import Absent, Expected, arguments_of, members_of, takes_any_argument

T = TypeVar("T")
NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,2})?", re.ASCII)
BROKEN = object()  # stands where a value could not be read, until all faults are found


def read(kind: type[T], document: Any) -> T:
    """The dataclass that the document describes. Raises PayloadRefused with all faults at once."""
    reader = Reader()
    value = reader.value(kind, document, ())
    reader.refuse()
    return value  # type: ignore[no-any-return]


def read_arguments(function: Callable[..., Any], document: Any) -> dict[str, Any]:
    """Keyword arguments for the function; one that takes `**more` gets all else too. Raises PayloadRefused."""
    reader = Reader()
    found = reader.members(arguments_of(function), document, ())
    reader.refuse()
    return (document | found) if takes_any_argument(function) else found


class Reader:
    """Reads one document and remembers what is wrong with it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def refuse(self) -> None:
        """Raises PayloadRefused if there was any fault."""
        if self.faults:
            raise PayloadRefused(self.faults)

    def fault(self, path: Path, code: str, detail: str) -> Any:
        self.faults.append(Fault(path, code, detail))
        return BROKEN

    def members(self, expected: tuple[Expected, ...], document: Any, path: Path) -> dict[str, Any]:
        """The members that are there, by the field that they fill."""
        if not isinstance(document, dict):
            self.fault(path, "null" if document is None else "wrong_type", "An object is expected.")
            return {}
        found = {}
        for one in expected:
            here = (*path, one.member)
            if one.member not in document:
                if one.required:
                    self.fault(here, "missing", "Required, and not there.")
            elif one.hint is Absent:
                self.fault(here, "unexpected", "Must not be there.")
            else:
                found[one.field] = self.value(one.hint, document[one.member], here)
        return found

    def value(self, hint: Any, value: Any, path: Path) -> Any:
        """The value as its type has it; BROKEN when it is at fault."""
        if hint is Any:
            return value
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            if value is None and type(None) in inner:
                return None
            return self.value(next(one for one in inner if one is not type(None)), value, path)
        if dataclasses.is_dataclass(hint):
            return self.object(hint, value, path)
        if value is None:
            return self.fault(path, "null", "Must not be null.")
        if origin is tuple:
            return self.array(inner[0], value, path)
        if origin in (dict, Mapping):
            return self.mapping(inner[1], value, path)
        return self.scalar(hint, value, path)

    def object(self, kind: Any, document: Any, path: Path) -> Any:
        before = len(self.faults)
        found = self.members(members_of(kind), document, path)
        if len(self.faults) > before:
            return BROKEN
        try:
            return kind(**found)
        except ValueError:
            return self.fault(path, "invalid", f"Not a valid {kind.__name__}.")

    def array(self, hint: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return self.fault(path, "wrong_type", "An array is expected.")
        return tuple(self.value(hint, each, (*path, place)) for place, each in enumerate(value))

    def mapping(self, hint: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            return self.fault(path, "wrong_type", "An object is expected.")
        return {name: self.value(hint, each, (*path, name)) for name, each in value.items()}

    def scalar(self, hint: Any, value: Any, path: Path) -> Any:
        accepted, words, convert = SCALARS.get(hint) or choice(hint)
        if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
            return self.fault(path, "wrong_type", f"{words} is expected.")
        try:
            return convert(value)
        except (ValueError, ArithmeticError):
            return self.fault(path, "invalid", f"{words} is expected.")


def amount(value: str | int | Decimal) -> Decimal:
    """An exact number: what JSON wrote with a point has become a Decimal by our parser, and is text in rows of ours."""
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        raise ValueError
    return Decimal(value)


def moment(value: str) -> datetime:
    """A time that says which one it is."""
    read_moment = datetime.fromisoformat(value)
    if read_moment.tzinfo is None:
        raise ValueError
    return read_moment


def choice(hint: Any) -> tuple[Any, str, Callable[[Any], Any]]:
    """How a member of an enum is read: by its value. Raises TypeError for a type that no document can hold."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (str, int), f"One of {', '.join(str(one.value) for one in hint)}", hint
    raise TypeError(f"Documents are not read as {hint}.")


SCALARS: dict[Any, tuple[Any, str, Callable[[Any], Any]]] = {
    str: (str, "A text", str),
    int: (int, "A whole number", int),
    bool: (bool, "true or false", bool),
    Decimal: ((str, int, Decimal), "An exact number", amount),
    datetime: (str, "A time with its offset", moment),
    date: (str, "A day, YYYY-MM-DD,", date.fromisoformat),
    UUID: (str, "A UUID", UUID),
    dict: (dict, "An object", dict),
}

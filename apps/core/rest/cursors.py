"""A place in a sorted list that a client can hand back: signed, and of use for that list, filter and order alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model

from apps.core.rest.sorting import Sorting

LONGEST = 4000


class BadCursor(ValueError):
    """Not a cursor of ours, or one of another list."""


@dataclass(frozen=True)
class Position:
    """Beside the row with these values of the sort columns: the rows after it or, `backwards`, before it.

    `inclusive` counts the row itself among them.
    """

    values: tuple[Any, ...]
    backwards: bool = False
    inclusive: bool = False


def encode(position: Position, *, scope: str, sorting: Sorting) -> str:
    """The cursor for a position in the list that `scope` names, in this order."""
    flags = [position.backwards, position.inclusive]
    return _signer().sign_object([_seal(scope, sorting), *flags, [_to_text(value) for value in position.values]])


def decode(cursor: str, *, scope: str, sorting: Sorting, model: type[Model]) -> Position:
    """The position a cursor stands for. Raises BadCursor for anything that `encode` did not make for this list."""
    if len(cursor) > LONGEST:
        raise BadCursor
    try:
        seal, backwards, inclusive, texts = _signer().unsign_object(cursor)
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor from error
    if seal != _seal(scope, sorting):
        raise BadCursor
    return Position(_to_values(texts, sorting, model), backwards, inclusive)


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="core.rest.cursors")


def _seal(scope: str, sorting: Sorting) -> str:
    return hashlib.blake2b(f"{scope}\n{sorting.text}".encode(), digest_size=12).hexdigest()


def _to_text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _to_values(texts: Sequence[str | None], sorting: Sorting, model: type[Model]) -> tuple[Any, ...]:
    try:
        return tuple(
            None if text is None else column.field(model).to_python(text)
            for column, text in zip(sorting.columns, texts, strict=True)
        )
    except (ValidationError, ValueError) as error:  # a column has changed its type since
        raise BadCursor from error

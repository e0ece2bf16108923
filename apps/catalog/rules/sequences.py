"""Removing duplicates without losing the order."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Repeat(NamedTuple, Generic[T]):
    """An item that came again: at which position (from 0), and where its like stood first."""

    item: T
    position: int
    first: int


@dataclass(frozen=True, slots=True)
class Distinct(Generic[T]):
    """The items as they first came, and those that came again."""

    kept: list[T]
    repeats: list[Repeat[T]]


def unique_in_order(items: Iterable[T], *, key: Callable[[T], Hashable] | None = None) -> Distinct[T]:
    """Keep the first item of each kind, in the order in which they came; one pass, whatever the number of duplicates.

    Items are alike when `key` gives equal values for them (without it: when they are equal themselves). Raises
    TypeError, naming the position, for a value that cannot be hashed: a slow comparison of all with all is not hidden.
    """
    first_at: dict[Hashable, int] = {}
    kept: list[T] = []
    repeats: list[Repeat[T]] = []
    for position, item in enumerate(items):
        value = item if key is None else key(item)
        try:
            first = first_at.setdefault(value, position)
        except TypeError as error:
            raise TypeError(
                f"Item {position} cannot be hashed ({type(value).__name__}); give a key that can, such as key=tuple."
            ) from error
        if first == position:
            kept.append(item)
        else:
            repeats.append(Repeat(item, position, first))
    return Distinct(kept, repeats)

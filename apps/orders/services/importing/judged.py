"""Values of texts that were judged before: in an order file most texts come again and again."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
MAX_JUDGED = 20_000


class Judged(dict[K, V], Generic[K, V]):
    """The values of texts that were read before. Bounded: it starts afresh when a file has too many different ones."""

    def __init__(self, read: Callable[[K], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: K) -> V:
        value = self._read(text)
        if len(self) >= MAX_JUDGED:
            self.clear()
        self[text] = value
        return value

"""What one write of the API or a page is, and what it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Operation:
    """One write: where, for which row, with which body; `optional` are further fields that it takes.

    `before` is what happens first, each time; a `stranger` has no session.
    """

    route: str
    model: str
    arguments: Callable[[Any], list[Any]] = lambda _: []
    body: Mapping[str, Any] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    method: str = "POST"
    json: bool = False
    file: bool = False
    before: Callable[[Any], object] = lambda _: None
    stranger: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def takes(self) -> set[str]:
        return {*self.body, *self.optional, *({"file"} if self.file else ())}

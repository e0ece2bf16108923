"""What a request asked, grouped: by shape, and by shape and cause."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from apps.showcase.toolbar.shapes import Select, fold, is_control, select_of

Query = Mapping[str, Any]
"""One query as the toolbar's SQL panel recorded it, with `asked` and `database` beside."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Group:
    """Queries of one shape with one cause, in the order in which they were sent; `first` is the first one's number."""

    shape: str
    queries: Sequence[Query]
    first: int

    @property
    def asked(self) -> dict[str, Any]:
        found: dict[str, Any] = self.queries[0]["asked"]
        return found

    @property
    def database(self) -> str:
        name: str = self.queries[0]["database"]
        return name

    @property
    def milliseconds(self) -> float:
        return sum(query["duration"] for query in self.queries)

    @cached_property
    def select(self) -> Select | None:
        return select_of(self.shape)

    @property
    def words(self) -> set[str]:
        """The words of the line that asked: names that it mentions."""
        return set(WORD.findall(self.asked.get("code", "")))


def grouped(queries: Sequence[Query]) -> list[Group]:
    """By shape and cause, in the order of the first of each; what reads and writes nothing is left out."""
    found: dict[tuple[str, str, str], tuple[int, list[Query]]] = {}
    for number, query in enumerate(queries):
        if is_control(query["raw_sql"]):
            continue
        shape = fold(query["raw_sql"])
        cause = query["asked"].get("place", "")
        found.setdefault((query["database"], shape, cause), (number, []))[1].append(query)
    return [Group(shape, members, first) for (_, shape, _), (first, members) in found.items()]


def values_of(query: Query) -> tuple[str, str]:
    """What makes two queries the very same: statement and values."""
    return query["raw_sql"], repr(query["params"])

"""What the panel says: one finding for each thing that can be cured."""

from dataclasses import asdict, dataclass, field
from typing import Any

from apps.showcase.toolbar.groups import Group

LAB = {
    "repeat": "n-plus-one",
    "duplicate": "n-plus-one",
    "scan": "composite-index",
    "count": "counts",
    "offset": "offset-keyset",
}
"""The lab's experiment that shows each kind of finding."""


@dataclass(frozen=True)
class Finding:
    """One thing to cure. `cure` is code, empty when none is sure; `says` explains in one sentence.

    `queries` are the ids of the queries it is about; `index` is the statement that can be tried in the lab.
    """

    kind: str
    title: str
    says: str
    shape: str
    milliseconds: float
    queries: list[str]
    where: str = ""
    code: str = ""
    cure: str = ""
    index: str = ""
    lab: str = field(default="")

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"lab": self.lab or LAB[self.kind], "milliseconds": round(self.milliseconds, 2)}


def ids_of(group: Group) -> list[str]:
    return [query["djdt_query_id"] for query in group.queries]


def where_of(asked: dict[str, Any]) -> str:
    """The cause in words: the line of Python or of a template, and what stands there."""
    return f"{asked['place']} ({asked['name']})" if "place" in asked else ""


def verdict(number: int) -> str:
    """How many things there are to cure, in words."""
    if not number:
        return "nothing to cure"
    return f"{number} thing{'s' if number > 1 else ''} to cure"

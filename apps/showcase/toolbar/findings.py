"""What the panel says: one finding for each thing that can be cured."""

from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from apps.showcase.lab.experiments import find_pair
from apps.showcase.toolbar.groups import Group

EXPERIMENTS = {
    "repeat": "n-plus-one",
    "duplicate": "exists-count-len",
    "scan": "composite-index",
    "count": "counts",
    "offset": "offset-or-keyset",
}
"""The lab's experiment that shows each kind of finding; a finding may name a nearer one."""


@dataclass(frozen=True)
class Finding:
    """One thing to cure. `cure` is code, empty when none is sure; `says` explains in one sentence.

    `queries` are the ids of the queries it is about, the slowest first; `index` is the statement that can be tried in
    the lab, on `table`.
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
    table: str = ""
    lab: str = ""

    def as_json(self) -> dict[str, Any]:
        slug = self.lab or EXPERIMENTS[self.kind]
        there = find_pair(slug) is not None
        lab = {"lab": slug, "lab_url": reverse("showcase:lab-experiment", args=[slug]) if there else ""}
        return {**asdict(self), **lab, "milliseconds": round(self.milliseconds, 2)}


def ids_of(group: Group) -> list[str]:
    return [query["djdt_query_id"] for query in sorted(group.queries, key=lambda query: -query["duration"])]


def where_of(asked: dict[str, Any]) -> str:
    """The cause in words: the line of Python or of a template, and what stands there."""
    return f"{asked['place']} ({asked['name']})" if "place" in asked else ""


def verdict(number: int) -> str:
    """How many things there are to cure, in words."""
    if not number:
        return "nothing to cure"
    return f"{number} thing{'s' if number > 1 else ''} to cure"

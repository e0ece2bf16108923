"""What an experiment hands back: two sides, and under them charts and tables. Everything is text and numbers for JSON.

Each kind of section is drawn by the template of the same name in templates/showcase/sections/.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass
class Side:
    """The answer or its twin: did it hold, one big figure, facts below."""

    holds: bool
    verdict: str
    figure: str
    unit: str = ""
    facts: Sequence[tuple[str, str]] = ()
    note: str = ""


@dataclass
class Section:
    """Something under the two sides; `kind` names its template, a wide one takes the whole row."""

    kind: ClassVar[str]
    wide: ClassVar[bool] = False
    title: str

    @property
    def takes_a_row(self) -> bool:
        return self.wide


@dataclass
class Bar:
    """One bar; `text` says the figure, `twin` draws it as the side that breaks, `aside` as neither of the two."""

    label: str
    value: float
    text: str
    twin: bool = False
    remark: str = ""
    aside: bool = False


@dataclass
class Bars(Section):
    kind = "bars"
    unit: str
    bars: Sequence[Bar]
    note: str = ""


@dataclass
class Series:
    """One line of a chart; points are (x, y) with both above zero."""

    name: str
    points: Sequence[tuple[float, float]]
    twin: bool = False


@dataclass
class Lines(Section):
    """Curves over logarithmic axes."""

    kind = "lines"
    x: str
    y: str
    series: Sequence[Series]
    note: str = ""


@dataclass
class Column:
    """What happened in one step of time: so many were let through, so many refused."""

    at: float
    taken: int
    refused: int


@dataclass
class Lane:
    """One way's columns."""

    name: str
    columns: Sequence[Column]
    twin: bool = False


@dataclass
class Lanes(Section):
    """Several ways on one time line from 0 to `last`, in steps; `edges` are moments to mark."""

    kind = "lanes"
    wide = True
    x: str
    last: float
    step: float
    edges: Sequence[float]
    lanes: Sequence[Lane]
    note: str = ""


@dataclass
class Table(Section):
    """Rows of text; columns whose number is in `numeric` stand right."""

    kind = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    note: str = ""

    @property
    def takes_a_row(self) -> bool:
        return len(self.columns) > 3


@dataclass
class Console(Section):
    """What a program printed, with the lines that matter marked."""

    kind = "console"
    wide = True
    text: str
    marks: Sequence[str] = ()
    note: str = ""


@dataclass
class Steps(Section):
    """Things tried one after the other: each with its outcome, its code and what was printed."""

    kind = "steps"
    wide = True
    steps: Sequence["Step"]


@dataclass
class Step:
    title: str
    holds: bool | None  # None: it was not tried
    verdict: str
    text: str = ""
    code: Sequence[tuple[str, str]] = ()
    printed: str = ""


@dataclass
class Timeline(Section):
    """What two sessions did, time going down. `rows` has a moment and cells for each statement, `ends` how each ended.

    A cell that waits spans the rows of what the other did meanwhile.
    """

    kind = "timeline"
    holds: bool
    verdict: str
    figure: str
    unit: str
    rows: Sequence[Mapping[str, Any]]
    ends: Sequence[str]


@dataclass
class Floors(Section):
    """Apps on their floors with arrows for imports: (from, to, how many)."""

    kind = "floors"
    floors: Sequence[Sequence[str]]
    sizes: Mapping[str, int]
    arrows: Sequence[tuple[str, str, int]]


@dataclass
class Result:
    """The outcome of one run."""

    answer: Side
    twin: Side
    sections: Sequence[Section] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain lists and dicts; each section says its kind."""
        return {
            "answer": asdict(self.answer),
            "twin": asdict(self.twin),
            "sections": [
                {"kind": section.kind, "wide": section.takes_a_row, **asdict(section)} for section in self.sections
            ],
        }

"""What a benchmark found: a table for people, the same figures as JSON for programs."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"
RESULTS = HERE / "results"


@dataclass(frozen=True)
class Report:
    """A table, sentences around it, and all that was measured. Columns whose number is in `texts` stand left."""

    machine: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    says: Sequence[str] = ()
    measured: dict[str, Any] = field(default_factory=dict)
    texts: Sequence[int] = (0,)

    def markdown(self) -> str:
        """Machine, table, sentences."""
        head = [self.columns, ["---" if at in self.texts else "---:" for at in range(len(self.columns))]]
        table = "\n".join(f"| {' | '.join(row)} |" for row in [*head, *self.rows])
        return "\n\n".join(
            [self.machine, table, *(["\n".join(f"- {line}" for line in self.says)] if self.says else [])]
        )

    def write(self, name: str) -> None:
        """Into the section of `name` in the README, and into results/."""
        README.write_text(replaced(README.read_text(), name, self.markdown()))
        RESULTS.mkdir(exist_ok=True)
        document = {"machine": self.machine, **self.measured}
        (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")


def replaced(text: str, name: str, content: str) -> str:
    """The text with new content between the markers of `name`; ValueError when there are none."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    if begin not in text or end not in text:
        raise ValueError(f"The README has no section between {begin} and {end}.")
    return re.sub(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{content}\n{end}", text, flags=re.DOTALL
    )

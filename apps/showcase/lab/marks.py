"""The comment on a database of the lab: that the lab made it, and what it holds once it is complete."""

import json
from dataclasses import dataclass
from datetime import datetime

BEGUN = json.dumps({"lab": "begun"})
COMPLETE = "rows", "seconds", "built_at", "schema"


@dataclass(frozen=True)
class Mark:
    """What the lab wrote on a database; without `built_at` it was begun and not finished."""

    rows: int = 0
    seconds: float = 0
    built_at: datetime | None = None
    schema: str = ""


def mark_of(comment: str | None) -> Mark | None:
    """What a comment says; None when it is not the lab's."""
    if comment == BEGUN:
        return Mark()
    try:
        rows, seconds, built_at, schema = map(json.loads(comment or "").__getitem__, COMPLETE)
        return Mark(int(rows), float(seconds), datetime.fromisoformat(built_at), str(schema))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None

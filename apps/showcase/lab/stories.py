"""An experiment in which two sessions meet: the same function called by both, a statement at a time, in a given order.

The functions are plain ones, as those of pairs are; what stops them before each statement is the connection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apps.showcase.lab.pairs import Arguments, Exhibit
from apps.showcase.lab.results import Side


@dataclass(frozen=True)
class Ending:
    """How a way ended: for each session what its function returned, or None, and the error that ended it, or "".

    `waited` is the longest wait of each for the other, in ms; `before` and `after` are the rows that are changed.
    """

    returned: Sequence[Any]
    errors: Sequence[str]
    waited: Sequence[float]
    before: Sequence[Any]
    after: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Story(Exhibit):
    """Two sessions, A and B, and whose statement is next: "A", "B", or "." when A takes its time and nobody sends.

    A turn of a session that waits or has ended is passed over; after the last turn A goes on to its end, then B.
    Both really commit. `changes` are the rows that may be changed by that; they are put back after each way. `shows`
    are the columns whose values the timeline tells. `judge` says how a way ended.
    """

    sessions: Callable[[], tuple[Arguments, Arguments]]
    turns: str
    changes: Callable[[], QuerySet[Any]]
    judge: Callable[[Ending], Side]
    shows: tuple[str, ...] = ()

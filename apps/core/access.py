"""Why somebody may or may not do something: the steps of the answer, and what each app adds to them.

An app says which of its rows can be asked about when it starts (`apps.py`), so that no lower app knows it:

    row_kinds.append(RowKind(model=Order, noun="order", named_by="number", ...))
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    """What a step says. OPEN: it cannot tell, or was not asked."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True)
class Row:
    """A row that was read: `model` as `app.model`, its key, and how people call it."""

    model: str
    key: Any
    name: str


@dataclass(frozen=True)
class Finding:
    """Something a step read, in words, whether it counts for the person, and the row it stands in."""

    says: str
    counts: bool = False
    row: Row | None = None


class Place(StrEnum):
    """Where the answer could be changed: a row's own page, or one of the pages about roles."""

    ROW = "row"
    GIVE_ROLE = "give_role"
    MATRIX = "matrix"


@dataclass(frozen=True)
class Remedy:
    """What would change the answer, and where; `row` is the one to open, or the person to give a role to."""

    words: str
    place: Place
    row: Row | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rule: its stable code, what it asks, its answer in words, what it read, and what would change it."""

    rule: str
    question: str
    answer: Answer
    says: str
    read: tuple[Finding, ...] = ()
    remedy: Remedy | None = None


def decide(steps: Sequence[Step]) -> Answer:
    """NO as soon as one step says so; YES when all do; otherwise OPEN."""
    answers = {step.answer for step in steps}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.OPEN if Answer.OPEN in answers else Answer.YES


# Asked of a row: the row, and the amount that it is about, if any.
StateRule = Callable[[Any, Decimal | None], Step]


@dataclass(frozen=True, kw_only=True)
class RowKind:
    """Rows that can be asked about by what people call them: the value of the field `named_by`.

    `permissions` are those that act on such a row, the one to see it first; `of_amounts` those of them that are about
    an amount of money, and can have a limit. `instead` names what also opens the door
    to one's own rows in place of a permission. `who_sees` says in words what `visible_to` decides; `owner` is the key
    of the person whose row it is. `states` ask whether the row's state allows an act, by permission.
    """

    model: Any
    noun: str
    named_by: str
    permissions: tuple[str, ...]
    who_sees: str
    of_amounts: tuple[str, ...] = ()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner: Callable[[Any], Any] | None = None
    states: Mapping[str, StateRule] = field(default_factory=dict)


row_kinds: list[RowKind] = []
"""Filled by the apps when they start."""


def about_amounts() -> set[str]:
    """The permissions that can have a limit by amount."""
    return {permission for kind in row_kinds for permission in kind.of_amounts}


def kind_of(permission: str) -> RowKind | None:
    """The rows on which a permission acts; None when it is not about single rows."""
    return next((kind for kind in row_kinds if permission in kind.permissions), None)

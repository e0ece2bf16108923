"""Editing what roles carry: what changes, what was seen, what a later release offers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

Carried = Mapping[str, Decimal | None]
"""Permissions with their limit by amount; None: no limit."""


@dataclass(frozen=True)
class Change:
    """A permission that a role gets, loses, or carries up to another amount."""

    permission: str
    had: bool
    has: bool
    up_to_before: Decimal | None = None
    up_to: Decimal | None = None

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """Before and after."""
        return self.up_to_before, self.up_to

    @property
    def verb(self) -> str:
        if not self.had:
            return "granted"
        return "limited" if self.has else "withdrawn"

    @property
    def gives(self) -> bool:
        """Whether the role may more than before."""
        if not self.has:
            return False
        return not self.had or exceeds(self.up_to, self.up_to_before)


def exceeds(limit: Decimal | None, other: Decimal | None) -> bool:
    """Whether a limit allows more than another."""
    if other is None:
        return False
    return limit is None or limit > other


def changes(before: Carried, after: Carried) -> list[Change]:
    """What becomes of `before` to make it `after`, by permission."""
    return [
        Change(name, name in before, name in after, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if (name in before) != (name in after) or before.get(name) != after.get(name)
    ]


def not_held(wanted: Collection[Change], held: Carried) -> list[Change]:
    """The changes that give what the editor does not hold, or more of it than they may."""
    return [
        change
        for change in wanted
        if change.gives and (change.permission not in held or exceeds(change.up_to, held[change.permission]))
    ]


def digest(carried: Carried) -> str:
    """The same for the same permissions and limits: whoever edits says by it what they saw."""
    lines = (f"{name}={'' if limit is None else limit.normalize()}" for name, limit in sorted(carried.items()))
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def offered(defined: Carried, *, known: Collection[str], carried: Carried) -> list[str]:
    """What the shop's definition grants now and did not yet when the role was edited, unless the role carries it."""
    return sorted(set(defined) - set(known) - set(carried))

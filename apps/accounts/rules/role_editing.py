"""Editing what roles carry: what changes, what was seen, what a later release offers."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from apps.accounts.rules.permission_sets import Limits, covers


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
        before = {self.permission: self.up_to_before} if self.had else {}
        return self.has and not covers(before, self.permission, self.up_to)


def changes(before: Limits, after: Limits) -> list[Change]:
    """What becomes of `before` to make it `after`, by permission."""
    return [
        Change(name, name in before, name in after, before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if (name in before) != (name in after) or before.get(name) != after.get(name)
    ]


def not_held(wanted: Collection[Change], held: Limits) -> list[Change]:
    """The changes that give what the editor does not hold, or more of it than they may."""
    return [change for change in wanted if change.gives and not covers(held, change.permission, change.up_to)]


def digest(carried: Limits) -> str:
    """The same for the same permissions and limits: whoever edits says by it what they saw."""
    lines = (f"{name}={'' if limit is None else limit.normalize()}" for name, limit in sorted(carried.items()))
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def offered(defined: Limits, *, known: Collection[str], carried: Limits) -> list[str]:
    """What the shop's definition grants now and did not yet when the role was edited, unless the role carries it."""
    return sorted(set(defined) - set(known) - set(carried))

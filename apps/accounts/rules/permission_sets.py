"""What grants add up to at a moment, and until when that stays so."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

Limits = Mapping[str, Decimal | None]
"""`app.codename` of each permission, and the amount up to which it goes; None: any amount."""


@dataclass(frozen=True, slots=True)
class Held:
    """A grant, what its role carries, and whether its role asks for a second factor."""

    starts_at: datetime
    expires_at: datetime | None
    carries: Limits
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class PermissionSet:
    """What somebody may do, for as long as no grant of theirs begins or ends; `lasts` is None when none ever will.

    With `second_factor` a role asks for one before a session opens anything.
    """

    limits: Limits
    lasts: timedelta | None
    second_factor: bool = False


def add_up(grants: Iterable[Held], *, at: datetime) -> PermissionSet:
    """The permissions of the grants that have begun and not ended; of several limits the largest counts."""
    limits: dict[str, Decimal | None] = {}
    turns, second_factor = [], False
    for grant in grants:
        if grant.starts_at > at:
            turns.append(grant.starts_at)
        elif grant.expires_at is None or grant.expires_at > at:
            turns += [grant.expires_at] if grant.expires_at else []
            second_factor = second_factor or grant.second_factor
            for name, up_to in grant.carries.items():
                limits[sys.intern(name)] = larger(limits[name], up_to) if name in limits else up_to
    return PermissionSet(limits, min(turns) - at if turns else None, second_factor)


def larger(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The limit that allows more; None, which allows any amount, is above all."""
    return None if one is None or other is None else max(one, other)


def not_covered(wanted: Limits, held: Limits) -> list[str]:
    """The permissions in `wanted` that `held` does not have, or has up to less only."""
    return sorted(name for name, up_to in wanted.items() if not covers(held, name, up_to))


def covers(held: Limits, name: str, up_to: Decimal | None) -> bool:
    """Whether `held` has the permission up to the amount; None asks for any amount."""
    if name not in held:
        return False
    limit = held[name]
    return limit is None or (up_to is not None and up_to <= limit)

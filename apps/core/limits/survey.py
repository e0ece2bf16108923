"""Who is near a limit: what the buckets say, for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from apps.core.limits.gcra import SECOND, left, room_of
from apps.core.limits.known import KnownRule, known_rules

MOST_SHOWN = 100


@dataclass(frozen=True)
class Charged:
    """A bucket that is not full. `key` says whose it is."""

    known: KnownRule
    key: str
    remaining: int
    share: float
    """How much of it is taken, from 0 to 1."""
    one_more_in: int
    full_in: int


@dataclass(frozen=True)
class Survey:
    """The buckets that have the least left, fullest use first, and how many there are that are not full.

    Not `whole`: there were more keys than are looked at. `local`: Valkey is away, this process tells of itself.
    """

    charged: list[Charged]
    seen: int
    whole: bool
    local: bool


def survey_of(found: Mapping[tuple[str, str], int], now: int, whole: bool, *, local: bool = False) -> Survey:
    """Buckets of known rules, from when each will be full."""
    charged = [
        charged_bucket(known_rules[rule], key, full_at, now)
        for (rule, key), full_at in found.items()
        if rule in known_rules and full_at > now
    ]
    charged.sort(key=lambda one: (-one.share, one.key))
    return Survey(charged[:MOST_SHOWN], len(charged), whole, local)


def charged_bucket(known: KnownRule, key: str, full_at: int, now: int) -> Charged:
    rule, room = known.rule, room_of(known.rule, full_at, now)
    return Charged(
        known=known,
        key=key,
        remaining=left(rule, room),
        share=min(1 - room / rule.capacity, 1.0),
        one_more_in=ceil((rule.interval - room % rule.interval) / SECOND),
        full_in=ceil((full_at - now) / SECOND),
    )

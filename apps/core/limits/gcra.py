"""The generic cell rate algorithm: a bucket that refills steadily, kept as one number, the time when it is full again.

Pure: no clock, no store. `script.py` says the same in Lua; a property test compares them. Times are whole microseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rule:
    """`burst` at once, and `rate` more in each `period`, one after the other.

    In no stretch of a period are more than `burst + rate` let through.
    """

    name: str
    rate: int
    period: timedelta
    burst: int

    @property
    def interval(self) -> int:
        """Microseconds until one more is let through; rounded up, so that a period never holds one too many."""
        return -(-(self.period // MICROSECOND) // self.rate)


@dataclass(frozen=True)
class Bucket:
    """One caller's bucket of a rule. `key` says whose it is; it is stored as it is, so it must tell nothing."""

    rule: Rule
    key: str


@dataclass(frozen=True)
class Verdict:
    """What the buckets say together: all let it through, or none of them is charged.

    `rule` refuses, or has the least left. `remaining` is what it would let through right after this; `retry_after` are
    whole seconds until the same question is answered with yes. `at` is the time of the decision in microseconds.
    """

    allowed: bool
    rule: Rule
    remaining: int
    retry_after: int
    at: int
    local: bool = False


def look(rule: Rule, full_at: int, now: int) -> tuple[int, int]:
    """How many the bucket lets through now, and how many microseconds until it lets through one."""
    room = now + rule.interval * rule.burst - max(full_at, now)
    return max(room // rule.interval, 0), max(rule.interval - room, 0)


def charged(rule: Rule, full_at: int, now: int) -> int:
    """When the bucket is full again after it has let one through."""
    return max(full_at, now) + rule.interval


def credit(rule: Rule, taken_at: int, now: int) -> int:
    """How much earlier the bucket is full when what was taken is given back.

    Less by the time that has passed: had it never been taken, a full bucket could not have refilled meanwhile. So what
    is given back never lets through one more than if it had not been there.
    """
    return max(rule.interval - max(now - taken_at, 0), 0)


def judge(buckets: Sequence[Bucket], answers: Sequence[tuple[int, int]], at: int, *, taking: bool) -> Verdict:
    """The verdict over the answers of `look` for each bucket."""
    wait, left, place = max((wait, -left, place) for place, (left, wait) in enumerate(answers))
    allowed = wait == 0
    return Verdict(
        allowed=allowed,
        rule=buckets[place].rule,
        remaining=-left - (1 if allowed and taking else 0),
        retry_after=ceil(wait / 1_000_000),
        at=at,
    )

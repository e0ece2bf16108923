"""The generic cell rate algorithm: a bucket that refills steadily, kept as one number, the time when it is full again.

Pure: no clock, no store. `script.py` says the same in Lua; a property test compares them. Times are whole microseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import ceil
from typing import NamedTuple

MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000


@dataclass(frozen=True)
class Rule:
    """`burst` at once, and `rate` more in each `period`, one after the other.

    In no stretch of a period are more than `burst + rate` let through. While no process knows of the others, each lets
    through its part of that; of a `cautious` rule half of its part.
    """

    name: str
    rate: int
    period: timedelta
    burst: int
    cautious: bool = False

    @cached_property
    def interval(self) -> int:
        """Microseconds until one more is let through; rounded up, so that a period never holds one too many."""
        return -(-(self.period // MICROSECOND) // self.rate)

    @cached_property
    def capacity(self) -> int:
        """Microseconds in which an empty bucket becomes full."""
        return self.interval * self.burst

    @cached_property
    def window(self) -> int:
        """The same in whole seconds: who asks for at most `burst` in any stretch of it is never refused."""
        return ceil(self.capacity / SECOND)


class Bucket(NamedTuple):
    """One caller's bucket of a rule. `key` says whose it is; it is stored as it is, so it must tell nothing.

    What is asked for counts as `cost`, which is at most the rule's burst: more would never be let through.
    """

    rule: Rule
    key: str
    cost: int = 1

    @property
    def price(self) -> int:
        """The cost in microseconds of refilling."""
        return self.cost * self.rule.interval


class Standing(NamedTuple):
    """What one rule would let through now, and the whole seconds until it lets through one more (0: it is full)."""

    rule: Rule
    remaining: int
    more_in: int


class Verdict(NamedTuple):
    """What the buckets say together: all let it through, or none of them is charged.

    `rule` refuses, or has the least left. `remaining` is what it would let through right after this; `retry_after` are
    whole seconds until the same question is answered with yes. `at` is the time of the decision in microseconds.
    `rooms` are the microseconds that each of the `buckets` has left right after this.
    """

    allowed: bool
    rule: Rule
    remaining: int
    retry_after: int
    at: int
    buckets: Sequence[Bucket] = ()
    rooms: Sequence[int] = ()
    local: bool = False

    def standings(self) -> list[Standing]:
        """What is left of each rule."""
        return [
            Standing(
                bucket.rule,
                left(bucket.rule, room),
                ceil((bucket.rule.interval - room % bucket.rule.interval) / SECOND)
                if room < bucket.rule.capacity
                else 0,
            )
            for bucket, room in zip(self.buckets, self.rooms, strict=True)
        ]


def room_of(rule: Rule, full_at: int, now: int) -> int:
    """Microseconds that are left of the bucket: each interval lets through one. Below 0 when it is overdrawn."""
    return now + rule.capacity - max(full_at, now)


def left(rule: Rule, room: int) -> int:
    """How many may come at once."""
    return max(room // rule.interval, 0)


def charged(bucket: Bucket, full_at: int, now: int) -> int:
    """When the bucket is full again after it has let this through."""
    return max(full_at, now) + bucket.price


def credit(bucket: Bucket, taken_at: int, now: int) -> int:
    """How much earlier the bucket is full when what was taken is given back.

    Less by the time that has passed: had it never been taken, a full bucket could not have refilled meanwhile. So what
    is given back never lets through one more than if it had not been there.
    """
    return max(bucket.price - max(now - taken_at, 0), 0)


def judge(buckets: Sequence[Bucket], rooms: Sequence[int], at: int, *, taking: bool) -> Verdict:
    """The verdict over the room that each bucket has before anything is taken."""
    waits = [cost * rule.interval - room for (rule, _, cost), room in zip(buckets, rooms, strict=True)]
    longest = max(waits)
    if longest > 0:
        rule = buckets[waits.index(longest)].rule
        return Verdict(False, rule, left(rule, rooms[waits.index(longest)]), ceil(longest / SECOND), at, buckets, rooms)
    if taking:
        rooms = [-wait for wait in waits]
    lefts = [room // rule.interval for (rule, _, _), room in zip(buckets, rooms, strict=True)]
    fewest = min(lefts)
    return Verdict(True, buckets[lefts.index(fewest)].rule, fewest, 0, at, buckets, rooms)

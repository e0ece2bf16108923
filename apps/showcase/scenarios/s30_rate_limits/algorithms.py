"""The algorithms that a textbook names, for one caller, on a clock that is given: for comparison only.

Each is asked with the second of a call and says in which second the call is let through, or None when it is refused.
"""

from collections import deque
from datetime import timedelta
from typing import Protocol

from apps.core.limits import Bucket, Rule
from apps.core.limits.local import LocalBuckets

SECOND = 1_000_000
BEGIN = 1_800_000_000 * SECOND


class Algorithm(Protocol):
    """`limit` calls in a window of so many seconds, as each understands it."""

    def ask(self, at: float) -> float | None: ...


class FixedWindow:
    """A counter for each window, INCR and EXPIRE: starts anew at every full window, whatever came just before."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit, self.window = limit, window
        self.current, self.count = -1, 0

    def ask(self, at: float) -> float | None:
        number = int(at // self.window)
        if number != self.current:
            self.current, self.count = number, 0
        self.count += 1
        return at if self.count <= self.limit else None


class SlidingLog:
    """The times of the last calls: exact, and as long as the limit for every caller."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit, self.window = limit, window
        self.times: deque[float] = deque()

    def ask(self, at: float) -> float | None:
        while self.times and self.times[0] <= at - self.window:
            self.times.popleft()
        if len(self.times) >= self.limit:
            return None
        self.times.append(at)
        return at


class SlidingCounter:
    """Two counters: the last window counts by the part of it still in sight, as if its calls were spread out."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit, self.window = limit, window
        self.current, self.count, self.before = -1, 0, 0

    def ask(self, at: float) -> float | None:
        number = int(at // self.window)
        if number != self.current:
            self.before = self.count if number == self.current + 1 else 0
            self.current, self.count = number, 0
        in_sight = 1 - at / self.window % 1
        if self.before * in_sight + self.count + 1 > self.limit:
            return None
        self.count += 1
        return at


class TokenBucket:
    """A bucket of `limit` tokens, refilled at `limit` a window: a full bucket and a window's refill come together."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit, self.window = limit, window
        self.tokens, self.at = float(limit), 0.0

    def ask(self, at: float) -> float | None:
        self.tokens = min(self.limit, self.tokens + (at - self.at) * self.limit / self.window)
        self.at = at
        if self.tokens < 1:
            return None
        self.tokens -= 1
        return at


class LeakyBucket:
    """A queue of at most `limit` that drains one by one: nothing comes in a burst, everything else waits."""

    def __init__(self, limit: int, window: float) -> None:
        self.limit, self.each = limit, window / limit
        self.last = -self.each

    def ask(self, at: float) -> float | None:
        turn = max(at, self.last + self.each)
        if turn - at >= self.limit * self.each:
            return None
        self.last = turn
        return turn


class Gcra:
    """The shop's own: `burst` at once and the rest of the limit spread over the window, so that both add up to it."""

    def __init__(self, limit: int, window: float, burst: int) -> None:
        rule = Rule("exhibit-30", rate=limit - burst, period=timedelta(seconds=window), burst=burst)
        self.buckets, self.model = [Bucket(rule, "caller")], LocalBuckets(1)

    def ask(self, at: float) -> float | None:
        return at if self.model.take(self.buckets, now=BEGIN + round(at * SECOND)).allowed else None

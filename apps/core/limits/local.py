"""Buckets of this process alone, for the time when Valkey is away: each process lets through its share of a limit."""

import time
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from apps.core.limits.gcra import Bucket, Rule, Verdict, charged, credit, judge, look

MOST_BUCKETS = 10_000


class LocalBuckets:
    """`share` is the number of processes that a limit is divided by; what is let through by all stays below it."""

    def __init__(self, share: int) -> None:
        self._share = share
        self._full_at: dict[Bucket, int] = {}
        self._lock = Lock()

    def take(self, buckets: Sequence[Bucket], *, now: int = 0, taking: bool = True) -> Verdict:
        now = now or time.time_ns() // 1000
        shares = [Bucket(self._part(bucket.rule), bucket.key) for bucket in buckets]
        with self._lock:
            answers = [look(bucket.rule, self._full_at.get(bucket, 0), now) for bucket in shares]
            verdict = judge(buckets, answers, now, taking=taking)
            if taking and verdict.allowed:
                self._make_room(now)
                for bucket in shares:
                    self._full_at[bucket] = charged(bucket.rule, self._full_at.get(bucket, 0), now)
        return replace(verdict, local=True)

    def give_back(self, buckets: Sequence[Bucket], verdict: Verdict, *, now: int = 0) -> None:
        now = now or time.time_ns() // 1000
        with self._lock:
            for bucket in (Bucket(self._part(bucket.rule), bucket.key) for bucket in buckets):
                self._full_at[bucket] = self._full_at.get(bucket, 0) - credit(bucket.rule, verdict.at, now)

    def forget(self, buckets: Sequence[Bucket]) -> None:
        with self._lock:
            for bucket in buckets:
                self._full_at.pop(Bucket(self._part(bucket.rule), bucket.key), None)

    def _part(self, rule: Rule) -> Rule:
        """What one process lets through of a rule: at least one at once, refilled by so much more slowly."""
        return replace(rule, burst=max(rule.burst // self._share, 1), period=rule.period * self._share)

    def _make_room(self, now: int) -> None:
        """Many callers must not fill the memory: full buckets go, and of too many others those that soon would be."""
        if len(self._full_at) < MOST_BUCKETS:
            return
        kept = sorted((full_at, place) for place, full_at in enumerate(self._full_at.values()) if full_at > now)
        wanted = {place for _, place in kept[-MOST_BUCKETS // 2 :]}
        self._full_at = {
            bucket: full_at for place, (bucket, full_at) in enumerate(self._full_at.items()) if place in wanted
        }

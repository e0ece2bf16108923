"""Buckets of this process alone, for the time when Valkey is away: each process lets through its part of a limit."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from threading import Lock

from apps.core.limits.gcra import Bucket, Rule, Verdict, charged, credit, judge, room_of

MOST_BUCKETS = 10_000


class LocalBuckets:
    """A limit is divided by the number of `processes`; what is let through by all of them stays below it."""

    def __init__(self, processes: int) -> None:
        self._part = cache(lambda rule: part_of(rule, processes))
        self._full_at: dict[tuple[Rule, str], int] = {}
        self._lock = Lock()

    def take(self, buckets: Sequence[Bucket], *, now: int = 0, taking: bool = True) -> Verdict:
        now = now or time.time_ns() // 1000
        parts = self._parts(buckets)
        with self._lock:
            rooms = [room_of(part.rule, self._full_at.get((part.rule, part.key), 0), now) for part in parts]
            verdict = judge(parts, rooms, now, taking=taking)
            if taking and verdict.allowed:
                self._make_room(now)
                for part in parts:
                    place = (part.rule, part.key)
                    self._full_at[place] = charged(part, self._full_at.get(place, 0), now)
        whole = next(bucket.rule for bucket, part in zip(buckets, parts, strict=True) if part.rule is verdict.rule)
        return verdict._replace(rule=whole, local=True)

    def give_back(self, buckets: Sequence[Bucket], verdict: Verdict, *, now: int = 0) -> None:
        now = now or time.time_ns() // 1000
        with self._lock:
            for part in self._parts(buckets):
                place = (part.rule, part.key)
                self._full_at[place] = self._full_at.get(place, 0) - credit(part, verdict.at, now)

    def forget(self, buckets: Sequence[Bucket]) -> None:
        with self._lock:
            for bucket in buckets:
                self._full_at.pop((self._part(bucket.rule), bucket.key), None)

    def survey(self) -> tuple[dict[tuple[str, str], int], int, bool]:
        """When each bucket of this process will be full, by the rule's name and the key; the time; whether that is all.

        As of a whole limit: a part is full in the same time as the whole, because it refills so much more slowly.
        """
        with self._lock:
            found = {(rule.name, key): full_at for (rule, key), full_at in self._full_at.items()}
        return found, time.time_ns() // 1000, True

    def _parts(self, buckets: Sequence[Bucket]) -> list[Bucket]:
        """What this process decides by. What costs more than a part holds is let through by a full one."""
        parts = [(self._part(bucket.rule), bucket) for bucket in buckets]
        return [Bucket(part, bucket.key, min(bucket.cost, part.burst)) for part, bucket in parts]

    def _make_room(self, now: int) -> None:
        """Many callers must not fill the memory: full buckets go, and of too many others those that soon would be."""
        if len(self._full_at) < MOST_BUCKETS:
            return
        kept = sorted((full_at, place) for place, full_at in enumerate(self._full_at.values()) if full_at > now)
        wanted = {place for _, place in kept[-MOST_BUCKETS // 2 :]}
        self._full_at = {
            bucket: full_at for place, (bucket, full_at) in enumerate(self._full_at.items()) if place in wanted
        }


def part_of(rule: Rule, processes: int) -> Rule:
    """What one process lets through of a rule: at least one at once, refilled by so much more slowly."""
    parts = processes * (2 if rule.cautious else 1)
    return replace(rule, burst=max(rule.burst // parts, 1), period=rule.period * parts)

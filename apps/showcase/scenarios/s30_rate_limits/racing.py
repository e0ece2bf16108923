"""Many calls in the same moment from several processes: what is let through beyond a limit."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from secrets import token_hex
from threading import BrokenBarrierError, Thread
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.throttling import SimpleRateThrottle

from apps.core.limits import Bucket, Rule, limiter
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Result, Side, Table

SHOP, STOCK, ALONE = "the shop's limiter", "stock throttle, shared cache", "stock throttle, cache of each process"
Take = Callable[[str, int], bool]
"""Whether one more call of this key is let through, of so many in an hour."""


class ValkeyAway(Exception):
    """Each process would decide alone: there is nothing to compare."""


class RaceForm(forms.Form):
    processes = forms.IntegerField(label="Processes", initial=8, min_value=1, max_value=8)
    parallel = forms.IntegerField(label="Calls at once", initial=60, min_value=1, max_value=64)
    limit = forms.IntegerField(label="Limit", initial=10, min_value=1, max_value=50)
    rounds = forms.IntegerField(label="Rounds", initial=5, min_value=1, max_value=20)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("parallel", 99) < cleaned.get("processes", 0):
            raise forms.ValidationError({"parallel": "At least one call for each process."})
        return cleaned


def by_the_shop(key: str, limit: int) -> bool:
    """The shop's limiter: one script decides and charges."""
    verdict = limiter.take([Bucket(hourly(limit), key)])
    if verdict.local:
        raise ValkeyAway("Valkey does not answer.")
    return verdict.allowed


def hourly(limit: int) -> Rule:
    """So many at once, and the next one in an hour."""
    return Rule("exhibit-30", rate=1, period=timedelta(hours=1), burst=limit)


class StockThrottle(SimpleRateThrottle):
    """Django REST framework's own, on the shop's cache: reads a list of times, adds to it, writes it back."""

    def __init__(self, key: str, limit: int) -> None:
        self.key, self.rate = key, f"{limit}/hour"
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"exhibit-30:{self.key}"


class LoneThrottle(StockThrottle):
    """The same on Django's default cache, which every process has for itself."""

    cache = LocMemCache("exhibit-30", {})


WAYS: dict[str, Take] = {
    SHOP: by_the_shop,
    STOCK: lambda key, limit: bool(StockThrottle(key, limit).allow_request(None, None)),  # type: ignore[arg-type]
    ALONE: lambda key, limit: bool(LoneThrottle(key, limit).allow_request(None, None)),  # type: ignore[arg-type]
}


def race(way: str, *, processes: int, parallel: int, limit: int, rounds: int) -> list[int]:
    """How many were let through in each round: so many calls, from threads of so many processes, wait for one another
    and then come at once. Raises ValkeyAway."""
    context = multiprocessing.get_context("fork")
    barrier, name, readers, runners = context.Barrier(parallel), token_hex(8), [], []
    keys = [f"{name}-{number}" for number in range(rounds)]
    for place in range(processes):
        reader, writer = context.Pipe(duplex=False)
        threads = parallel // processes + (place < parallel % processes)
        runner = context.Process(target=part, args=(way, keys, limit, threads, barrier, writer), daemon=True)
        runner.start()
        writer.close()
        readers.append(reader)
        runners.append(runner)
    try:
        counts = [reader.recv() for reader in readers]
    except EOFError as error:
        raise ValkeyAway("A process has ended early: Valkey does not answer.") from error
    finally:
        for runner in runners:
            runner.join(timeout=5)
            runner.kill()
        clean(keys, limit)
    return [sum(of_round) for of_round in zip(*counts, strict=True)]


def part(way: str, keys: list[str], limit: int, threads: int, barrier: Any, writer: Connection) -> None:
    """What one process does: its threads call once in each round. Says how many of its calls were let through."""
    take, let_through = WAYS[way], [count() for _ in keys]

    def call() -> None:
        try:
            take("warm", 1_000_000)  # the connection is there
            for key, passed in zip(keys, let_through, strict=True):
                barrier.wait(timeout=30)
                if take(key, limit):
                    next(passed)
        except (ValkeyAway, BrokenBarrierError):
            barrier.abort()

    callers = [Thread(target=call) for _ in range(threads)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    if not barrier.broken:
        writer.send([next(passed) for passed in let_through])
    writer.close()


def clean(keys: list[str], limit: int) -> None:
    """Nothing of it stays."""
    limiter.forget([Bucket(hourly(limit), key) for key in [*keys, "warm"]])
    cache.delete_many([f"exhibit-30:{key}" for key in [*keys, "warm"]])


def compare(progress: Progress, *, processes: int, parallel: int, limit: int, rounds: int) -> dict[str, Any]:
    """The same race by each way."""
    found = {}
    for done, way in enumerate(WAYS):
        progress(done=done, total=len(WAYS), note=f"{rounds} rounds by {way}")
        found[way] = race(way, processes=processes, parallel=parallel, limit=limit, rounds=rounds)
    allowed = min(limit, parallel)
    return Result(
        answer=side(found[SHOP], allowed, parallel, "One script reads, decides and writes: nobody comes in between."),
        twin=side(
            found[STOCK],
            allowed,
            parallel,
            "Between its reading and its writing others read the same list; whoever writes last is all that counts.",
        ),
        sections=[
            Bars(
                "The most in a round",
                f"calls of {parallel}; the limit is {limit}",
                [Bar(way, max(counts), str(max(counts)), twin=max(counts) > allowed) for way, counts in found.items()],
                note="In a cache of its own every process lets through the whole limit.",
            ),
            Table(
                "Let through in each round",
                ["Round", *found],
                [[str(number), *map(str, row)] for number, row in enumerate(zip(*found.values(), strict=True), 1)],
                numeric=(1, 2, 3),
            ),
        ],
    ).as_json()


def side(counts: list[int], allowed: int, parallel: int, note: str) -> Side:
    exact = all(one == allowed for one in counts)
    return Side(
        exact,
        f"exactly {allowed} in every round" if exact else f"up to {max(counts)}, {allowed} are allowed",
        str(max(counts)),
        f"of {parallel} at most let through in a round",
        [
            ("Rounds", str(len(counts))),
            ("Exact rounds", str(sum(one == allowed for one in counts))),
            ("Let through beyond the limit, in all", str(sum(max(one - allowed, 0) for one in counts))),
        ],
        note,
    )

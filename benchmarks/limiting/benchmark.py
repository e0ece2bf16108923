"""What a rate limit costs a call, beside a round trip that does nothing, and what peers let through."""

import argparse
from collections.abc import Mapping
from statistics import median
from typing import Any

from benchmarks.database import ensure_bench_database, machine
from benchmarks.permissions.benchmark import goal
from benchmarks.report import Report
from benchmarks.running import Way, measure, say

ONE, FOUR = 1.4, 2.0
WAYS = "benchmarks.limiting.ways"
SAYS = {
    "PING": "a round trip that does nothing, by redis-py",
    "bare PING": "the same by a connection that is kept: the floor",
    "one rule": "GCRA, let through",
    "one rule, refused": "GCRA, full",
    "four rules": "GCRA, all in one round trip",
    "throttle": "who calls, which limits, four rules",
    "throttle and headers": "and `RateLimit-Policy`, `RateLimit`",
    "INCR and EXPIRE": "a fixed window in Lua, by redis-py: twice the limit across an edge",
    "limits, fixed window": "the library `limits`",
    "limits, sliding counter": "the same, an estimate",
    "limits, moving window": "the same, exact; grows with the limit",
    "stock, django-redis": "Django REST framework's throttle, 1,000 a minute",
    "stock, Django's RedisCache": "the same",
    "stock, LocMemCache": "the same in each process alone",
}
OURS = {"one rule", "four rules", "throttle and headers"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5, help="of all ways, each in a process of its own (default 5)")
    parser.add_argument("--takes", type=int, default=2000, help="of each way in a round (default 2000)")
    parser.add_argument("--races", type=int, default=20, help="rounds of 60 calls at once (default 20)")


def run(options: argparse.Namespace) -> Report:
    environment = ensure_bench_database()
    about = machine()
    laps = []
    for turn in range(options.rounds):
        lap = value_of(Way("checks", f"{WAYS}:time_checks", cap=200, parameters={"takes": options.takes}), environment)
        laps.append(lap)
        say(f"round {turn + 1}  one rule {ratio(lap, 'one rule'):.2f}, four {ratio(lap, 'four rules'):.2f} x PING")
    found = {label: middle([lap[label] for lap in laps]) for label in SAYS}
    ratios = {label: median(ratio(lap, label) for lap in laps) for label in SAYS}
    raced = value_of(Way("races", f"{WAYS}:race", cap=200, parameters={"rounds": options.races}), environment)
    return report(about, found, ratios, raced)


def value_of(way: Way, environment: Mapping[str, str]) -> dict[str, Any]:
    lap = measure(way, environment)
    if lap.cause:
        raise RuntimeError(f"{way.label}: {lap.cause}")
    return lap.value


def ratio(lap: dict[str, Any], label: str) -> float:
    """How many PINGs of the same round a way takes."""
    return float(lap[label]["us"] / lap["PING"]["us"])


def middle(laps: list[dict[str, Any]]) -> dict[str, float]:
    return {name: round(median(lap[name] for lap in laps), 2) for name in ("us", "processor")}


def report(about: str, found: dict[str, Any], ratios: dict[str, float], raced: dict[str, list[int]]) -> Report:
    shop, *others = raced
    told = "; ".join(f"{way} {between(raced[way])}" for way in others)
    return Report(
        machine=f"{about}.",
        columns=["way", "us", "us of the processor", "x PING", "what it is"],
        rows=[
            [
                f"**{label}**" if label in OURS else label,
                f"{found[label]['us']:.1f}",
                f"{found[label]['processor']:.1f}",
                f"{ratios[label]:.2f}",
                says,
            ]
            for label, says in SAYS.items()
        ],
        says=[
            goal(ratios["one rule"] <= ONE, f"one rule takes {ratios['one rule']:.2f} x PING (at most {ONE})"),
            goal(ratios["four rules"] <= FOUR, f"four rules {ratios['four rules']:.2f} x PING (at most {FOUR})"),
            goal(
                set(raced[shop]) == {10},
                f"of 60 calls at once from 8 processes a limit of 10 lets through {between(raced[shop])} in each of"
                f" {len(raced[shop])} rounds; {told}",
            ),
        ],
        measured={"us": found, "times_ping": ratios, "let_through": raced},
        texts=(0, 4),
    )


def between(counts: list[int]) -> str:
    return f"exactly {counts[0]}" if len(set(counts)) == 1 else f"{min(counts)} to {max(counts)}"

"""What a permission check costs a request, beside Django's ModelBackend."""

import argparse
from statistics import median
from typing import Any

from apps.showcase.lab.database import create_if_missing, environment_of
from benchmarks.database import bench_name, ensure_bench_database, machine
from benchmarks.permissions.filling import EACH, HELD, ROLES, USERS
from benchmarks.report import Report
from benchmarks.running import Way, measure, say

GOAL_TIMES, GOAL_US = 30, 60
WAYS = "benchmarks.permissions.ways"
PEER = {"DJANGO_SETTINGS_MODULE": "benchmarks.permissions.peer_settings"}
Figures = dict[str, dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=3, help="of the shop and of Django, in turn (default 3)")
    parser.add_argument("--people", type=int, default=500, help="who are asked about in each (default 500)")
    parser.add_argument("--users", type=int, default=USERS, help=f"people there are (default {USERS:,})")


def run(options: argparse.Namespace) -> Report:
    shop = ensure_bench_database()
    peer_name = f"{bench_name()}_auth"
    create_if_missing(peer_name)
    parameters = {"people": options.people, "sizes": {"users": options.users}}
    ways = {
        "shop": (Way("the shop", f"{WAYS}:time_shop", cap=200, parameters=parameters), shop),
        "django": (
            Way("Django", f"{WAYS}:time_peer", cap=200, parameters=parameters),
            environment_of(peer_name) | PEER,
        ),
    }
    about = machine()
    found: dict[str, list[Figures]] = {name: [] for name in ways}
    for turn in range(options.rounds):
        for name, (way, environment) in ways.items():
            lap = measure(way, environment)
            if lap.cause:
                raise RuntimeError(f"{way.label}: {lap.cause}")
            found[name].append(lap.value)
            say(f"round {turn + 1}  {way.label:<10} check {lap.value['check']['us']:.1f} us")
    return report(about, options.users, *(middle(rounds) for rounds in found.values()))


def middle(rounds: list[Figures]) -> Figures:
    """The median of the rounds."""
    return {
        label: {
            "us": round(median(one[label]["us"] for one in rounds), 2),
            "processor": round(median(one[label]["processor"] for one in rounds), 2),
            "queries": rounds[0][label]["queries"],
        }
        for label in rounds[0]
    }


def report(about: str, users: int, shop: Figures, django: Figures) -> Report:
    """What the check adds to a request that knows its person anyway: the versions that come along, and the check."""
    versions = max(shop["person and versions"]["us"] - shop["person"]["us"], 0)
    added, theirs = shop["check"]["us"] + versions, django["check"]["us"]

    worked = django["check"]["processor"] / shop["check"]["processor"]

    def row(name: str, of: dict[str, Any], says: str, *, us: float = 0, beside: bool = True) -> list[str]:
        took = us or of["us"]
        return [
            name,
            f"{of['queries']}",
            f"{took:,.1f}",
            f"{of['processor']:,.1f}",
            f"{theirs / took:,.0f}" if beside else "",
            says,
        ]

    rows = [
        row("floor: SELECT 1", shop["SELECT 1"], "a query that does nothing", beside=False),
        row("floor: Valkey PING", shop["Valkey PING"], "a round trip that does nothing", beside=False),
        row("`request.user`, Django's way", shop["person"], "one row, read by every request", beside=False),
        row("`request.user`, the shop's way", shop["person and versions"], "that row and the versions", beside=False),
        row("Django's ModelBackend", django["check"], "first `has_perm` of a request"),
        row("**the shop's check**", shop["check"], f"`has_perm`, reading versions along {versions:+.1f}", us=added),
        row("fifty of them", shop["50 checks"], "in the same request"),
        row("a token in Valkey", shop["check by token"], "the way not taken: one round trip a request"),
        row("set not known", shop["check, set not known"], "once a process and change"),
    ]
    queries = shop["check"]["queries"]
    return Report(
        machine=f"{users:,} people, {ROLES} roles or groups of {EACH} permissions, {HELD} for each person. {about}.",
        columns=["way", "queries", "us", "us of the processor", "x ModelBackend", "what it is"],
        rows=rows,
        says=[
            goal(queries == 0, f"the check adds {queries} queries (0)"),
            goal(added <= GOAL_US, f"it takes {added:.1f} us (at most {GOAL_US})"),
            goal(theirs / added >= GOAL_TIMES, f"{theirs / added:,.0f} times cheaper (at least {GOAL_TIMES})"),
            f"Without what Django waits for the database, by the processor's time alone: {worked:,.0f} times.",
        ],
        measured={"shop": shop, "django": django},
        texts=(0, 5),
    )


def goal(reached: bool, says: str) -> str:
    return f"Goal {'reached' if reached else '**missed**'}: {says}."

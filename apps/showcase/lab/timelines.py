"""A run of a story as the page starts it: a process in the lab's database, and what came of it as timelines."""

from collections.abc import Sequence
from typing import Any

from apps.showcase.lab.building import build
from apps.showcase.lab.comparing import MEGABYTES, NoOutcome, NotBuilt
from apps.showcase.lab.database import size_environment
from apps.showcase.lab.processes import Limits, Progress, run_child
from apps.showcase.lab.results import Result, Side, Timeline
from apps.showcase.lab.sizes import BY_SLUG, stand_of

SECONDS = 120
COLUMNS = "AB"


def run_story(progress: Progress, *, story: str, size: str) -> dict[str, Any]:
    """Play all ways of the story in the database of a size; raises NotBuilt or NoOutcome with the reason."""
    if not stand_of(size).built_at:
        raise NotBuilt(f"There is no database of {BY_SLUG[size].title} yet: manage.py lab build {size}")
    build(progress, size=size)  # the shop may have new migrations
    report = run_child(
        "apps.showcase.lab.conducting:play",
        {"story": story},
        limits=Limits(seconds=SECONDS, megabytes=MEGABYTES),
        progress=progress,
        environment=size_environment(size),
        django=True,
        nested=True,
    )
    if report.ended:
        raise NoOutcome(report.cause)
    return outcome(report.value, stand_of(size).rows)


def outcome(told: Sequence[dict[str, Any]], lines: int) -> dict[str, Any]:
    """Two sides, and a timeline for each way: the tuned one first, as everywhere."""
    ways = {way["name"]: way for way in told}
    tuned, naive = (Side(**ways[name]["side"]) for name in ("tuned", "naive"))
    timelines = [timeline(way) for way in sorted(told, key=lambda way: way["name"] != "tuned")]
    summary = {"says": f"{naive.verdict}; cured, {tuned.verdict}", "lines": lines}
    return Result(answer=tuned, twin=naive, sections=timelines).as_json() | {"summary": summary, "played": told}


def timeline(way: dict[str, Any]) -> Timeline:
    side = Side(**way["side"])
    return Timeline(
        way["title"], side.holds, side.verdict, side.figure, side.unit, rows(way["statements"]), way["ends"]
    )


def rows(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each statement; where a session waits, its cell goes on through the rows of the other one."""
    covered = dict.fromkeys(COLUMNS, -1)
    found = []
    for place, one in enumerate(statements):
        meanwhile = [other for other in statements[place:] if other["began"] < one["ended"]]
        span = len(meanwhile) if one["waits_for"] else 1
        cells: list[dict[str, Any]] = []
        for column in COLUMNS:
            if column == one["session"]:
                covered[column] = place + span - 1
                cells.append({**one, "span": span})
            elif covered[column] < place:
                cells.append({"empty": True, "span": 1})
        found.append({"at": round(one["began"]), "cells": cells})
    return found

"""The inside of a run: the ways of a pair in turn, in a process on the database of a size."""

import gc
import time
from collections.abc import Sized
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from django.db import connection

from apps.showcase.lab.experiments import find_pair
from apps.showcase.lab.measuring import peak_bytes
from apps.showcase.lab.pairs import Arguments, Counts, Pair, Way, needs_of
from apps.showcase.lab.plans import Plan, explain
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.recording import Recorder, Sent
from apps.showcase.lab.server_log import server_log
from apps.showcase.lab.states import as_it_wants, lab_turn, make_all
from apps.showcase.lab.upkeep import upkeep

ROUNDS = 5
PLANS = 3
MB = 1_000_000
EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE", "(SELECT")


class DifferentResults(Exception):
    """Two ways of a pair do not say the same; their times tell nothing."""


@dataclass
class Laps:
    """What was measured of one way."""

    way: Way
    wall: list[float] = field(default_factory=list)
    execution: list[float] = field(default_factory=list)
    recorder: Recorder = field(default_factory=Recorder)
    rows: int = 0
    plans: dict[int, Plan] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    upkeep: dict[str, Any] | None = None

    @property
    def explainable(self) -> list[Sent]:
        """The dearest shapes that can be explained."""
        asked = [sent for sent in self.recorder.dearest() if not sent.many and verb(sent.sql) in EXPLAINED]
        return asked[:PLANS]


def measure(
    progress: Progress, *, pair: str, seconds: float, rounds: int = ROUNDS, few: bool = False
) -> dict[str, Any]:
    """Run the ways in turn, at least once and until `rounds` or `seconds` are over, and explain what they asked.

    With `few` they are called with the pair's few arguments, as on the page for the toolbar.
    Raises LookupError, LabBusy, NotTheLab, or DifferentResults when the ways do not agree.
    """
    found = find_pair(pair)
    if found is None:
        raise LookupError(f"There is no experiment {pair}.")
    with lab_turn():
        arguments = {**found.arguments(), **(found.few if few else {})}
        progress(note="Making what the ways need")
        made = make_all(found)
        laps = {name: Laps(way) for name, way in found.ways.items()}
        record(found, laps, arguments, progress)
        done = 1
        if found.counts != Counts.MEMORY:
            done = take_rounds(found, laps, arguments, progress, until=time.monotonic() + seconds, rounds=rounds)
        for one in laps.values():
            progress(done=done, total=done, note=f"Reading the plans: {one.way.title}")
            with as_it_wants(one.way, needs_of(found)):
                one.plans = dict(
                    enumerate(explain(sent.sql, sent.parameters, analyze=True) for sent in one.explainable)
                )
        # Last, because rows that were rolled back leave entries in the indexes that a plan would read.
        for one in laps.values():
            progress(done=done, total=done, note=f"What each write costs: {one.way.title}")
            with as_it_wants(one.way, needs_of(found)):
                one.upkeep = upkeep(one.way.needs)
    progress(done=done, total=done, note="Clearing up")
    clear_up(found)
    return {
        "pair": pair,
        "counts": found.counts.value,
        "floors": [asdict(floor) for floor in found.floors],
        "rounds": done,
        "ways": [told(name, one, found, made) for name, one in laps.items()],
    }


def clear_up(pair: Pair) -> None:
    """What was rolled back is still in the files; without it the next run reads what this one read."""
    written = {*pair.writes, *(one.model for one in needs_of(pair) if one.model)}
    with connection.cursor() as cursor:
        for model in written:
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")


def weigh(progress: Progress, *, pair: str, way: str) -> int:
    """Bytes that a way takes above what this process had, which does nothing else."""
    found = find_pair(pair)
    assert found is not None
    before = peak_bytes()
    with lab_turn():
        arguments = found.arguments()
        make_all(found)
        with as_it_wants(found.ways[way], needs_of(found)):
            found.ways[way](arguments)
            return peak_bytes() - before


def record(pair: Pair, laps: dict[str, Laps], arguments: Arguments, progress: Progress) -> None:
    """Each way once: what it asks, and whether all say the same.

    Its time counts only where there are no rounds: what fills the memory takes long, and will be run once more to be
    weighed.
    """
    contents = {}
    for name, one in laps.items():
        progress(note=f"Counting the queries: {one.way.title}")
        with as_it_wants(one.way, needs_of(pair)):
            with server_log() as one.logged, one.recorder.listening():
                started = time.perf_counter()
                result = one.way(arguments)
            if pair.counts == Counts.MEMORY:
                one.wall.append((time.perf_counter() - started) * 1000)
            contents[name] = pair.content(result)
        one.rows = rows_of(result, pair)
    for name, content in contents.items():
        way, agrees = laps[name].way, content == contents["naive"]
        if agrees == way.wrong:
            says = "the same result as" if agrees else "another result than"
            raise DifferentResults(f"“{way.title}” gives {says} the naive way.")


def rows_of(result: Any, pair: Pair) -> int:
    """How many rows came back, or were written."""
    if isinstance(result, Sized):
        return len(result)
    return result if pair.writes and isinstance(result, int) else 1


def take_rounds(
    pair: Pair, laps: dict[str, Laps], arguments: Arguments, progress: Progress, *, until: float, rounds: int
) -> int:
    """All ways in turn, again and again; how many rounds."""
    for turn in range(rounds):
        if turn and time.monotonic() > until:
            return turn
        for one in laps.values():
            progress(done=turn, total=rounds, note=f"Round {turn + 1} of {rounds}: {one.way.title}")
            with as_it_wants(one.way, needs_of(pair)):
                gc.collect()
                started = time.perf_counter()
                one.way(arguments)
                one.wall.append((time.perf_counter() - started) * 1000)
                if pair.explained:
                    one.execution.append(sum(map(execution_ms, one.explainable)))
    return rounds


def execution_ms(sent: Sent) -> float:
    """What the server says this took, without looking at the clock at every row.

    Of queries that were sent several times the slowest is known alone; it would be counted as often as they are many.
    """
    assert sent.count == 1, f"Sent {sent.count} times, so it cannot be counted in time of the database: {sent.sql}"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) {sent.sql}", sent.parameters)
        return float(cursor.fetchone()[0][0]["Execution Time"])


def verb(sql: str) -> str:
    return sql.lstrip().split(None, 1)[0].upper() if sql.strip() else ""


def told(name: str, laps: Laps, pair: Pair, made: dict[str, Any]) -> dict[str, Any]:
    """One way, as plain figures."""
    needs = [made[one.name] for one in laps.way.needs]
    figures = {
        Counts.WALL: median(laps.wall),
        Counts.DATABASE: median(laps.execution) if laps.execution else None,
        Counts.DISK: sum(one["bytes"] for one in needs) / MB,
    }
    return {
        "name": name,
        "title": laps.way.title,
        "value": figures.get(pair.counts),
        "values": {counts.value: value for counts, value in figures.items()},
        "wall_ms": [round(one, 3) for one in laps.wall],
        "wall": figures[Counts.WALL],
        "execution": figures[Counts.DATABASE],
        "planning": sum(plan.planning_ms or 0 for plan in laps.plans.values()),
        "waiting": sum(sent.milliseconds for sent in laps.recorder.sent.values()),
        "queries": laps.recorder.count,
        "rows": laps.rows,
        "buffers": sum(plan.buffers for plan in laps.plans.values()),
        "needs": needs,
        "without": list(laps.way.without),
        "wrong": laps.way.wrong,
        "upkeep": laps.upkeep,
        "logged": laps.logged,
        "sent": [shape(sent, laps) for sent in laps.recorder.dearest()],
    }


def shape(sent: Sent, laps: Laps) -> dict[str, Any]:
    explained = laps.explainable
    plan = laps.plans.get(explained.index(sent)) if sent in explained else None
    return {
        "sql": sent.sql,
        "path": sent.path,
        "line": sent.line,
        "count": sent.count,
        "ms": round(sent.milliseconds, 3),
        "plan": plan.as_json() if plan else None,
    }

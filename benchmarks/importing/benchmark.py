"""The shop's import against the fastest SQL we could write for the same tables, and against what one usually writes."""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from apps.showcase.demo.sample import write_sample
from benchmarks.database import bench_connection, empty_shop, ensure_bench_database, machine
from benchmarks.report import Report
from benchmarks.running import Laps, Way, interleave, say

WAYS = "benchmarks.importing.ways"
BARE, OURS, HAND, BULK = "a process after django.setup()", "the shop's import", "hand-written SQL", "bulk_create(1000)"
MB = 1_000_000
GOALS = {HAND: 1.25, BULK: 8.0}
GOAL_MEMORY = 40
CONTENT = """
SELECT
    (SELECT count(*) || ' ' || sum(hashtextextended(concat_ws('|', o.number, l.position, p.sku, l.sku, l.name,
        l.quantity, l.unit_price, l.amount), 0)::numeric)
        FROM orders_orderline AS l JOIN orders_order AS o ON o.id = l.order_id
        JOIN catalog_product AS p ON p.id = l.product_id),
    (SELECT count(*) || ' ' || sum(hashtextextended(concat_ws('|', o.number, o.kind, o.status, c.number, o.country,
        o.currency, o.total, o.line_count, extract(epoch FROM o.placed_at)), 0)::numeric)
        FROM orders_order AS o LEFT JOIN orders_customer AS c ON c.id = o.customer_id),
    (SELECT count(*) || ' ' || sum(hashtextextended(concat_ws('|', sku, name, kind, is_active), 0)::numeric)
        FROM catalog_product),
    (SELECT count(*) || ' ' || sum(hashtextextended(concat_ws('|', number, name, email, country), 0)::numeric)
        FROM orders_customer)
"""


@dataclass(frozen=True)
class Candidate:
    """A way, how long it may take, and what it leaves out."""

    label: str
    target: str
    remark: str
    rounds: int = 1
    cap: float = 60
    same_content: bool = False
    slice: int = 0  # so many lines are enough to know its speed; 0: all


CANDIDATES = (
    Candidate(BARE, "benchmarks.running:nothing", "what the memory is measured against", rounds=3),
    Candidate("raw COPY", f"{WAYS}:raw_copy", "one table of texts, no keys: the limit of reading", rounds=2),
    Candidate(
        HAND,
        "benchmarks.importing.hand_sql:hand_sql",
        "same content; no check, no report, not repeatable",
        3,
        150,
        True,
    ),
    Candidate(OURS, f"{WAYS}:shops_import", "every rule, a reason per row, digests, one transaction", 3, 300, True),
    Candidate("pandas, chunks, COPY", f"{WAYS}:pandas_chunks", "**one flat table** without keys", rounds=2, cap=120),
    Candidate(
        BULK,
        f"{WAYS}:bulk_create",
        "same content; no check, no report, many transactions; **measured on 200,000 lines** and extrapolated",
        cap=240,
        same_content=True,
        slice=200_000,
    ),
    Candidate(
        "django-import-export",
        f"{WAYS}:import_export",
        "`use_bulk`; **measured on 20,000 lines**, parents given, and extrapolated",
        cap=150,
        slice=20_000,
    ),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help="an order file, plain or .gz (default: a sample is made)")
    parser.add_argument("--lines", type=int, default=100_000, help="lines of that sample (default 100,000)")
    parser.add_argument("--rounds", type=int, default=3, help="for the shop's import and the SQL (default 3)")
    parser.add_argument("--whole", action="store_true", help="bulk_create with all lines, which takes minutes")
    labels = ", ".join(repr(candidate.label) for candidate in CANDIDATES)
    parser.add_argument("--only", action="append", metavar="WAY", help=f"may come again; one of: {labels}")


def run(options: argparse.Namespace) -> Report:
    environment = ensure_bench_database()
    chosen = [one for one in CANDIDATES if not options.only or one.label in (BARE, *options.only)]
    if options.whole:
        chosen = [whole(one) if one.label == BULK else one for one in chosen]
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        path, name = options.file, options.file.name if options.file else ""
        if path is None:
            path, name = Path(folder) / "sample.csv", f"a sample of {options.lines:,} lines"
            write_sample(path, lines=options.lines)
        rows = rows_of(path)
        about = machine()
        say(f"{about}\n{name}: {rows:,} rows")
        contents: dict[str, str] = {}

        def after(way: Way) -> None:
            if way.label in same and way.label not in contents:
                contents[way.label] = content()

        same = {one.label for one in chosen if one.same_content and not rows > one.slice > 0}
        laps = interleave(
            [as_way(one, path, options.rounds) for one in chosen],
            environment,
            before=lambda way: empty_shop(),
            after=after,
        )
        empty_shop()
    return report_of(about, name, rows, chosen, laps, contents)


def whole(one: Candidate) -> Candidate:
    remark = one.remark.partition(";")[0] + "; no check, no report, many transactions"
    return replace(one, slice=0, cap=900, remark=remark)


def as_way(one: Candidate, path: Path, rounds: int) -> Way:
    parameters: dict[str, Any] = {} if one.label == BARE else {"path": str(path)}
    if one.slice:
        parameters["lines"] = one.slice
    return Way(one.label, one.target, rounds if one.rounds > 1 else 1, one.cap, parameters)


def rows_of(path: Path) -> int:
    from benchmarks.importing.ways import packed

    with packed(str(path)) as file:
        return sum(1 for _ in file) - 1


def content() -> str:
    """Counts and order-free digests of lines, orders, products and customers."""
    with bench_connection() as bench:
        return " / ".join(map(str, bench.execute(CONTENT).fetchone() or ()))


def report_of(
    about: str,
    name: str,
    rows: int,
    chosen: Sequence[Candidate],
    laps: dict[str, Laps],
    contents: dict[str, str],
) -> Report:
    bare = laps[BARE].peak_bytes
    seconds = {one.label: full_seconds(one, laps[one.label], rows) for one in chosen if laps[one.label].done}
    hand = seconds.get(HAND)
    table = []
    for one in chosen[1:]:
        lap = laps[one.label]
        if not lap.done:
            table.append([one.label, "0", "–", "–", "–", "–", f"did not end: {lap.causes[-1]}"])
            continue
        took = seconds[one.label]
        ratio = f"{took / hand:.2f}" if hand else "–"
        memory = f"+{(lap.peak_bytes - bare) / MB:.0f}"
        about_time = "~" if rows > one.slice > 0 else ""
        table.append(
            [
                f"**{one.label}**" if one.label == OURS else one.label,
                str(len(lap.done)),
                f"{about_time}{took:,.1f}",
                f"{about_time}{rows / took:,.0f}",
                ratio,
                memory,
                one.remark,
            ]
        )
    measured = {
        "file": name,
        "rows": rows,
        "bare_bytes": bare,
        "content": contents,
        "ways": {label: lap.as_json() for label, lap in laps.items()},
    }
    return Report(
        machine=f"{name}, {rows:,} rows. {about}. A process after `django.setup()`: {bare / MB:.0f} MB.",
        columns=["way", "rounds", "seconds", "rows a second", "x hand SQL", "peak MB above setup", "what it is"],
        rows=table,
        says=[*same_content(contents), *goals(seconds, laps, bare)],
        measured=measured,
        texts=(0, 6),
    )


def full_seconds(one: Candidate, laps: Laps, rows: int) -> float:
    """The median; of a slice, what the whole file would take at its speed."""
    return laps.seconds * rows / one.slice if rows > one.slice > 0 else laps.seconds


def same_content(contents: dict[str, str]) -> list[str]:
    if len(contents) < 2:
        return []
    agree = len(set(contents.values())) == 1
    which = ", ".join(contents)
    return [f"{which}: {'the same content, by digest' if agree else '**different content**'}."]


def goals(seconds: dict[str, float], laps: dict[str, Laps], bare: int) -> list[str]:
    """What was aimed at, and whether it was reached in this run."""
    said = []
    if {OURS, HAND} <= seconds.keys():
        ratio = seconds[OURS] / seconds[HAND]
        said.append(f"{verdict(ratio <= GOALS[HAND])}: {ratio:.2f} times hand-written SQL (at most {GOALS[HAND]}).")
    if {OURS, BULK} <= seconds.keys():
        ratio = seconds[BULK] / seconds[OURS]
        said.append(f"{verdict(ratio >= GOALS[BULK])}: {ratio:.1f} times as fast as bulk_create (at least 8).")
    if OURS in laps and laps[OURS].done:
        above = (laps[OURS].peak_bytes - bare) / MB
        said.append(f"{verdict(above <= GOAL_MEMORY)}: {above:.0f} MB above `django.setup()` (at most {GOAL_MEMORY}).")
    return said


def verdict(reached: bool) -> str:
    return "Goal reached" if reached else "Goal **missed**"

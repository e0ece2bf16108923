"""The import beside a living shop: constraints stay, and people go on reading. How long does any read wait?

Readers are processes that ask what pages of the shop ask, with a short pause between, first alone and then while a file
is imported. Waiting for a lock and waiting for a core are told apart: another connection looks at all locks meanwhile.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.processes import Limits, Progress, run_child
from benchmarks.database import bench_connection, empty_shop, ensure_bench_database, machine
from benchmarks.report import Report
from benchmarks.running import MEGABYTES, say

HERE = "benchmarks.live_import"
GOAL_MS = 200
PAUSE = 0.02
LOOK_EVERY = 0.02
# The shop's own orders: no import may replace them, and no file has their numbers.
OWN_NUMBERS = "UPDATE orders_order SET number = 'V' || number, imported_by_id = NULL, source_digest = ''"
LONGEST_WAIT = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) * 1000 FROM pg_locks
WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
Times = dict[str, list[float]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help="the file to import, plain or .gz (default: a sample is made)")
    parser.add_argument("--lines", type=int, default=200_000, help="lines of that sample (default 200,000)")
    parser.add_argument("--shop", type=int, default=450_000, help="lines the shop has before (default 450,000)")
    parser.add_argument("--readers", type=int, default=3, help="processes that read (default 3)")
    parser.add_argument("--alone", type=float, default=10, help="seconds they read without an import (default 10)")


def run(options: argparse.Namespace) -> Report:
    environment = ensure_bench_database()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        path = options.file or Path(folder) / "sample.csv"
        if not options.file:
            write_sample(path, lines=options.lines, seed=2)
        about = machine()
        orders = fill_shop(Path(folder) / "shop.csv", options.shop, environment)
        say(f"{about}\nthe shop has {orders:,} orders")
        with reading(options.readers, environment, Path(folder) / "alone") as alone:
            time.sleep(options.alone)
        with reading(options.readers, environment, Path(folder) / "beside") as beside, watching_locks() as waits:
            imported = import_file(path, environment)
        empty_shop()
    return report_of(about, orders, options.readers, imported, alone, beside, max(waits))


def fill_shop(path: Path, lines: int, environment: dict[str, str]) -> int:
    """Orders that the shop has made itself; how many."""
    empty_shop()
    write_sample(path, lines=lines, seed=1)
    import_file(path, environment)
    with bench_connection() as bench:
        done = bench.execute(OWN_NUMBERS)
        bench.execute("VACUUM ANALYZE orders_order")
        return done.rowcount


def import_file(path: Path, environment: dict[str, str]) -> dict[str, Any]:
    return in_child("benchmarks.importing.ways:shops_import", {"path": str(path)}, environment)


def in_child(target: str, parameters: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    report = run_child(
        target, parameters, limits=Limits(300, MEGABYTES), environment=environment, django=True, nested=True
    )
    if report.cause:
        raise SystemExit(f"{target}: {report.cause}")
    value: dict[str, Any] = report.value
    return value


@contextmanager
def reading(readers: int, environment: dict[str, str], mark: Path) -> Iterator[Times]:
    """So many processes read until the end of the block; their times, by what they asked, in milliseconds."""
    times: Times = {}
    with ThreadPoolExecutor(readers) as pool:
        running = [
            pool.submit(in_child, f"{HERE}:read", {"number": number, "mark": str(mark)}, environment)
            for number in range(readers)
        ]
        while len(list(mark.parent.glob(f"{mark.name}.*"))) < readers and not any(one.done() for one in running):
            time.sleep(LOOK_EVERY)  # until all have begun
        try:
            yield times
        finally:
            mark.touch()
        for one in running:
            for name, taken in one.result().items():
                times.setdefault(name, []).extend(taken)


def read(progress: Progress, *, number: int, mark: str) -> Times:
    """One reader: tells by a file that it has begun, and reads until there is the file `mark`."""
    chance = random.Random(number)  # noqa: S311 - which order is looked at
    reads = page_reads(chance)
    for ask in reads.values():
        ask()  # connects, compiles
    end = Path(mark)
    end.with_name(f"{end.name}.{number}").touch()
    times: Times = {name: [] for name in reads}
    while not end.exists():
        for name, ask in reads.items():
            began = time.perf_counter()
            ask()
            times[name].append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)
    return times


def page_reads(chance: random.Random) -> dict[str, Callable[[], object]]:
    """What pages of the shop ask."""
    from apps.orders.models import Customer, Order

    whole = Order.objects.with_customer().with_lines_and_products()
    own = list(Order.objects.filter(imported_by=None).values_list("pk", flat=True)[:20_000])
    return {
        "newest orders": lambda: list(Order.objects.with_customer()[:50]),
        "biggest orders": lambda: list(Order.objects.with_customer().order_by("-total", "-id")[:50]),
        "an order with its lines": lambda: list(whole.filter(pk=chance.choice(own))),
        "customer search": lambda: list(Customer.objects.filter(number__startswith=chance.randrange(12, 19))[:50]),
    }


@contextmanager
def watching_locks() -> Iterator[list[float]]:
    """The longest waits for a lock that were seen, in milliseconds, by looking fifty times a second."""
    seen = [0.0]
    over = threading.Event()

    def look() -> None:
        with bench_connection() as bench:
            while not over.wait(LOOK_EVERY):
                row = bench.execute(LONGEST_WAIT).fetchone()
                seen.append(float(str(row[0])) if row else 0.0)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def report_of(
    about: str, orders: int, readers: int, imported: dict[str, Any], alone: Times, beside: Times, lock_ms: float
) -> Report:
    rows = [[name, *figures(alone[name]), *figures(taken)] for name, taken in beside.items()]
    longest, before = (max(max(taken) for taken in times.values()) for times in (beside, alone))
    seconds = imported["seconds"]
    reached = "Goal reached" if longest <= GOAL_MS else "Goal **missed**"
    says = [
        f"The import took {seconds:.1f} s, {imported['rows'] / seconds:,.0f} rows a second, all constraints alive.",
        f"{reached}: no read took longer than {longest:.0f} ms while it ran (at most {GOAL_MS}), {before:.0f} before.",
        f"Longest wait for a lock that anybody was seen in: {lock_ms:.0f} ms.",
    ]
    return Report(
        machine=f"A shop of {orders:,} orders, {readers} readers, a file of {imported['rows']:,} rows. {about}.",
        columns=[
            *("read, in ms", "alone: reads", "median", "p99", "longest"),
            *("importing: reads", "median", "p99", "longest"),
        ],
        rows=rows,
        says=says,
        measured={
            "orders": orders,
            "imported": imported,
            "lock_wait_ms": lock_ms,
            "alone": {name: figures(taken) for name, taken in alone.items()},
            "beside": {name: figures(taken) for name, taken in beside.items()},
        },
    )


def figures(taken: Sequence[float]) -> list[str]:
    """How many, median, 99th percentile and the longest."""
    ordered = sorted(taken)
    points = [ordered[int((len(ordered) - 1) * share)] for share in (0.5, 0.99, 1)]
    return [f"{len(ordered):,}", *(f"{point:.1f}" for point in points)]

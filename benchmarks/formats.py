"""One order written and read in each format of exhibit 28: bytes, microseconds, facts that did not come back."""

import argparse
from statistics import median
from typing import Any

from benchmarks.database import ensure_bench_database, machine
from benchmarks.report import Report

LINES = (1, 20, 1000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5, help="rounds, each format once in each (default 5)")


def run(options: argparse.Namespace) -> Report:
    ensure_bench_database()
    return report(machine(), [measure(options.rounds, lines) for lines in LINES])


def measure(rounds: int, lines: int) -> dict[str, Any]:
    """Every format with an order of so many lines; the formats take turns."""
    from apps.showcase.scenarios.s28_serialization.comparing import changed, try_out
    from apps.showcase.scenarios.s28_serialization.formats import FORMATS
    from apps.showcase.scenarios.s28_serialization.order import make_order

    order = make_order(lines)
    tries = [[try_out(one, order) for one in FORMATS] for _ in range(rounds)]
    found = {}
    for turns in zip(*tries, strict=True):
        first = turns[0]
        if not first.refusal:
            found[first.format.name] = {
                "bytes": first.size,
                "gzip": first.packed,
                "writes": median(one.writes for one in turns),
                "reads": median(one.reads for one in turns),
                "changed": changed(first),
            }
    return {"lines": lines, "formats": found}


def report(about: str, measured: list[dict[str, Any]]) -> Report:
    """A row for each size and format; ratios to the shop's JSON."""
    rows = []
    for one in measured:
        ours = next(iter(one["formats"].values()))
        for name, found in one["formats"].items():
            ratio = (found["writes"] + found["reads"]) / (ours["writes"] + ours["reads"])
            sizes = [f"{found['bytes']:,}", f"{found['bytes'] / ours['bytes']:.2f}", f"{found['gzip']:,}"]
            times = [f"{found['writes']:,.0f}", f"{found['reads']:,.0f}", f"{ratio:.2f}"]
            rows.append([f"{one['lines']:,}", name, *sizes, *times, f"{found['changed']:,}"])
    heads = (
        "lines",
        "format",
        "bytes",
        "size x JSON",
        "gzip",
        "µs writing",
        "µs reading",
        "time x JSON",
        "facts changed",
    )
    return Report(about, heads, rows, measured={"orders": measured}, texts=(1,))

"""Queries and times of every list and detail, in a small shop and in a big one: queries must not grow with rows."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from apps.showcase.demo.sample import write_sample
from benchmarks.database import SHOP_TABLES, empty_shop, ensure_bench_database, machine
from benchmarks.report import Report
from benchmarks.running import Way, measure, say

EVERYTHING = f"{SHOP_TABLES}, accounts_user, catalog_category, core_slotclaim, core_outboxevent"

Visit = tuple[int, int, float]
"""Status, queries, milliseconds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help="an order file for the big shop, plain or .gz (default: a sample)")
    parser.add_argument("--few", type=int, default=10_000, help="order lines of the small shop (default 10,000)")
    parser.add_argument("--many", type=int, default=1_000_000, help="order lines of the big one (default 1,000,000)")


def run(options: argparse.Namespace) -> Report:
    environment = ensure_bench_database()
    about = machine()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        few = visited(sample(folder, options.few), environment)
        many = visited(options.file or sample(folder, options.many), environment)
    return report(about, few, many, few_lines=options.few, many_lines=options.file or options.many)


def sample(folder: str, lines: int) -> Path:
    path = Path(folder) / f"{lines}.csv"
    write_sample(path, lines=lines)
    return path


def visited(path: Path, environment: dict[str, str]) -> dict[tuple[str, str], Visit]:
    """Fill an empty shop with the file and open every page."""
    empty_shop(tables=EVERYTHING)
    measured(Way("fill", "benchmarks.pages.walk:fill", cap=400, parameters={"path": str(path)}), environment)
    value = measured(Way("walk", "benchmarks.pages.walk:walk", cap=400), environment)
    return {(route, part): (status, queries, ms) for route, part, status, queries, ms in value["visits"]}


def measured(way: Way, environment: dict[str, str]) -> dict[str, Any]:
    lap = measure(way, environment)
    say(f"{way.label:<24} {lap.cause or format(lap.value['seconds'], '8.2f') + ' s'}")
    if lap.cause:
        raise SystemExit(f"{way.label}: {lap.cause}")
    return lap.value


def report(
    about: str, few: dict[Any, Visit], many: dict[Any, Visit], *, few_lines: object, many_lines: object
) -> Report:
    """One row a page. Pages that only the big shop has are compared with the first page of their list."""
    rows, grown, refused = [], [], []
    for (route, part), (status, queries, ms) in many.items():
        before = few.get((route, part)) or few.get((route, "page 1"))
        name = f"{route} {part}".strip()
        if status >= 400:
            refused.append(f"{name} answers {status}")
        if before and queries > before[1]:
            grown.append(f"{name}: {before[1]} → {queries} queries")
        shown = [f"{before[1]}", f"{before[2]:.0f} ms"] if before else ["–", "–"]
        rows.append(
            [f"`{route}` {part}".strip(), *shown, f"{queries}", f"{ms:.0f} ms", "" if status < 400 else str(status)]
        )
    says = [
        f"{len(rows)} pages. "
        + (f"Queries grow with rows: {'; '.join(grown)}." if grown else "No page takes more queries."),
        *([f"Refused: {'; '.join(refused)}."] if refused else []),
    ]
    heads = ("page", f"queries at {number(few_lines)}", "time", f"queries at {number(many_lines)}", "time", "remark")
    return Report(about, heads, rows, says, {"few": listed(few), "many": listed(many)})


def number(lines: object) -> str:
    return f"{lines:,}" if isinstance(lines, int) else "the file"


def listed(visits: dict[Any, Visit]) -> list[list[Any]]:
    return [[*page, *visit] for page, visit in visits.items()]

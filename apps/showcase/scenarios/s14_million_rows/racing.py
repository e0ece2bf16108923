"""Experiment two: the same rows by other ways, each in its own process; rows a second and peak memory."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.database import ensure_lab_database
from apps.showcase.lab.processes import Limits, Progress
from apps.showcase.lab.results import Bar, Bars, Result, Side, Table
from apps.showcase.scenarios.s14_million_rows.importing import HERE, MB, in_lab, run_import, working_seconds
from apps.showcase.scenarios.s14_million_rows.lab_tables import empty_from_outside


@dataclass(frozen=True)
class Way:
    """A way to put rows away; `does` says what it leaves out."""

    label: str
    function: str
    seconds: float
    does: str
    twin: bool = False


WAYS = (
    Way("raw COPY", "raw_copy", 30, "text columns, no keys: the database's own speed"),
    Way("pandas, chunks", "pandas_chunks", 40, "flat table without keys; bad figures dropped without a word"),
    Way("csv, row by row + COPY", "csv_rows", 40, "flat table without keys; nothing checked, nothing held"),
    Way("list(csv) + COPY", "list_of_csv", 40, "flat table without keys; the whole file in memory first", twin=True),
    Way("bulk_create", "bulk_create_rows", 25, "the shop's tables; no check, no report, repeated invoices doubled"),
    Way("ORM save()", "save_rows", 8, "the shop's tables; four queries a row", twin=True),
)


@dataclass(frozen=True)
class Lap:
    """What one way did."""

    label: str
    does: str
    rows: int
    seconds: float
    peak_bytes: int
    whole: bool
    twin: bool
    cause: str = ""

    @property
    def rate(self) -> float:
        return self.rows / self.seconds if self.seconds else 0


def race(progress: Progress, *, lines: int) -> dict[str, Any]:
    """Every way with the same file, one after the other."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    with tempfile.TemporaryDirectory(prefix="vitrine-lab-") as folder:
        path = Path(folder) / f"sample_{lines}.csv"
        write_sample(path, lines=lines, progress=lambda done: progress(done, lines, f"Writing the file: {done:,} rows"))
        laps = [shop_lap(path, lines, progress), *(lap(way, path, lines, progress) for way in WAYS)]
    shop, slowest = laps[0], laps[-1]
    return Result(
        answer=Side(
            True,
            "checked, reported, repeatable",
            f"{shop.rate:,.0f}",
            "rows a second",
            [("Peak memory", memory(shop)), (f"{lines:,} rows", f"{shop.seconds:.1f} s")],
        ),
        twin=slow_side(shop, slowest, lines),
        sections=[speed(laps), memories(laps), table(laps)],
    ).as_json()


def slow_side(shop: Lap, slowest: Lap, lines: int) -> Side:
    """The slowest way; without figures when it put nothing away."""
    if not slowest.rows:
        return Side(False, "did not run", "–", "", [], slowest.cause)
    return Side(
        False,
        f"{shop.rate / slowest.rate:,.0f} times slower",
        f"{slowest.rate:,.0f}",
        "rows a second",
        [
            ("Peak memory", memory(slowest)),
            (f"{lines:,} rows, extrapolated", f"{lines / slowest.rate / 60:,.0f} min"),
            ("Measured on", f"{slowest.rows:,} rows"),
        ],
    )


def shop_lap(path: Path, lines: int, progress: Progress) -> Lap:
    empty_from_outside()
    done = run_import(path, "all-or-nothing", progress)
    says = "" if done["exit"] == 0 else done["says"]
    does = "the shop's tables with every check, a report, one transaction"
    return Lap("the shop's import", does, lines, working_seconds(done), done["peak_bytes"], True, False, says)


def lap(way: Way, path: Path, lines: int, progress: Progress) -> Lap:
    def told(done: int = 0, total: int | None = None, note: str = "") -> None:
        progress(done, lines, f"{way.label}: {note}")

    report = in_lab(
        f"{HERE}.ways:{way.function}",
        {"path": str(path), "seconds": way.seconds},
        limits=Limits(way.seconds + 20, 3000),
        progress=told,
    )
    value = report.value or {"rows": 0, "seconds": report.seconds, "whole": False}
    return Lap(
        way.label, way.does, value["rows"], value["seconds"], report.peak_bytes, value["whole"], way.twin, report.cause
    )


def memory(lap: Lap) -> str:
    return f"{lap.peak_bytes / MB:,.0f} MB" if lap.rows else "did not run"


def speed(laps: list[Lap]) -> Bars:
    bars = [
        Bar(one.label, one.rate, rate(one), one.twin, one.cause or ("" if one.whole else slice_of(one))) for one in laps
    ]
    return Bars("Rows a second", "more is better", bars)


def rate(lap: Lap) -> str:
    return f"{lap.rate:,.0f}" if lap.rows else "did not run"


def slice_of(lap: Lap) -> str:
    return f"measured on the first {lap.rows:,} rows, then stopped"


def memories(laps: list[Lap]) -> Bars:
    bars = [Bar(one.label, one.peak_bytes / MB, memory(one), one.twin) for one in laps]
    note = "Python with Django alone, before it has done anything, takes about 80 to 100 MB."
    return Bars("Peak memory of the process", "less is better", bars, note)


def table(laps: list[Lap]) -> Table:
    rows = [[one.label, f"{one.rows:,}", f"{one.seconds:.2f}", rate(one), memory(one), one.does] for one in laps]
    columns = ["Way", "Rows", "Seconds", "Rows a second", "Peak memory", "What it does, and leaves out"]
    return Table("The same in figures", columns, rows, [1, 2, 3, 4])

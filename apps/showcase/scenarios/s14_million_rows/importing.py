"""Experiment one: a sample file goes through the shop's own import, and through a careless one."""

import json
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from apps.showcase.demo.sample import Sample, write_sample
from apps.showcase.lab.database import ensure_lab_database, lab_database_url, lab_environment
from apps.showcase.lab.processes import Limits, Progress, Report, run_child
from apps.showcase.lab.results import Bar, Bars, Result, Side, Table
from apps.showcase.scenarios.s14_million_rows.lab_tables import empty_from_outside

HERE = "apps.showcase.scenarios.s14_million_rows"
IMPORT = Limits(seconds=150, megabytes=400)
TWIN = Limits(seconds=60, megabytes=3000)
TWIN_SECONDS = 30.0
SHOWN = 25
PASSES_TWICE = 100_000
MB = 1_000_000


def import_sample(progress: Progress, *, lines: int, mode: str, bad: int) -> dict[str, Any]:
    """Write a sample, import it by the production command, then carelessly; what became of it."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    with tempfile.TemporaryDirectory(prefix="vitrine-lab-") as folder:
        path = Path(folder) / f"sample_{lines}.csv"
        sample = write_sample(
            path,
            lines=lines,
            bad=bad,
            progress=lambda done: progress(done, lines + bad, f"Writing the file: {done:,} rows"),
        )
        empty_from_outside()
        imported = run_import(path, mode, progress)
        again = run_import(path, mode, progress) if lines <= PASSES_TWICE and imported["exit"] == 0 else None
        rejections, stored = what_is_there()
        twin = in_lab(
            f"{HERE}.ways:careless_import",
            {"path": str(path), "seconds": TWIN_SECONDS},
            limits=TWIN,
            progress=lambda done=0, total=None, note="": progress(done, lines + bad, f"Twin: {note}"),
        )
        _, twin_stored = what_is_there()
    return Result(
        answer=answer(sample, imported, again, stored),
        twin=careless(sample, twin, twin_stored),
        sections=[rejected(sample, rejections), steps(imported)],
    ).as_json()


def in_lab(target: str, parameters: dict[str, Any], *, limits: Limits, progress: Progress) -> Report:
    """A child of this process that works on the lab's database."""
    return run_child(
        target, parameters, limits=limits, progress=progress, environment=lab_environment(), django=True, nested=True
    )


def run_import(path: Path, mode: str, progress: Progress) -> dict[str, Any]:
    """`manage.py import_orders` in a process of its own: exit code, figures, seconds and peak memory."""
    started = time.monotonic()

    def watch(**told: Any) -> None:
        done, total, note = job_progress()
        seconds = max(time.monotonic() - started, 0.1)
        rate = f"{done:,} rows, {done / seconds:,.0f} a second. " if done else ""
        progress(done, total, f"Importing. {rate}{note}")

    report = run_child(
        "apps.showcase.lab.commands:run_manage",
        {"arguments": ["import_orders", str(path), "--mode", mode, "--json"]},
        limits=IMPORT,
        progress=watch,
        environment=lab_environment(),
        nested=True,
    )
    if report.ended:
        return {
            "exit": 1,
            "figures": {},
            "seconds": report.seconds,
            "peak_bytes": report.peak_bytes,
            "says": report.cause,
        }
    printed = report.value["out"].strip()
    figures = json.loads(printed) if printed.startswith("{") else {}
    said = report.value["err"].strip().splitlines()
    return {
        "exit": report.value["exit"],
        "figures": figures,
        "seconds": report.seconds,
        "peak_bytes": report.peak_bytes,
        "says": said[-1] if said else "",
    }


def job_progress() -> tuple[int, int | None, str]:
    """How far the newest job in the lab says it is."""
    with psycopg.connect(lab_database_url()) as lab:
        row = lab.execute("SELECT done, total, progress_note FROM core_job ORDER BY created_at DESC LIMIT 1").fetchone()
    return row or (0, None, "")


def what_is_there() -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """The lab's first rejected rows, and what its shop holds."""
    with psycopg.connect(lab_database_url()) as lab:
        rejections = lab.execute(
            'SELECT line, "column", code, reason FROM orders_importrejection'
            " WHERE verdict = 'rejected' AND import_job_id = 1 ORDER BY line LIMIT %s",
            [SHOWN],
        ).fetchall()
        lines, net = lab.execute("SELECT count(*), coalesce(sum(amount), 0) FROM orders_orderline").fetchone() or (0, 0)
        orders = (lab.execute("SELECT count(*) FROM orders_order").fetchone() or (0,))[0]
    return rejections, {"lines": lines, "net": Decimal(net), "orders": orders}


def answer(sample: Sample, imported: dict[str, Any], again: dict[str, Any] | None, stored: dict[str, Any]) -> Side:
    figures = imported["figures"]
    refused = bool(sample.bad) and figures.get("mode") == "all-or-nothing"
    right = (0, Decimal(0)) if refused else (sample.lines_stored, sample.net_total)
    exact = (stored["lines"], stored["net"]) == right
    facts = [
        ("Rejected, each with its reason", f"{figures.get('rows_rejected', 0):,} rows"),
        ("Came twice, left out", f"{sample.rows_repeated:,} rows of {sample.invoices_repeated:,} invoices"),
        ("Net total", f"{stored['net']:,.3f}"),
        ("Rows a second", f"{sample.rows / working_seconds(imported):,.0f}"),
        ("Whole process", process(imported["seconds"], imported["peak_bytes"])),
    ]
    if again is not None:
        facts.append(("The same file once more", f"{again['figures'].get('lines_stored', 0):,} lines added"))
    verdict = "refused as a whole, nothing changed" if refused else "exact to the penny"
    if not exact:
        verdict = imported["says"][:80] or "not what the file holds"
    return Side(exact, verdict, f"{stored['lines']:,}", f"lines stored of {sample.rows:,} rows", facts)


def working_seconds(imported: dict[str, Any]) -> float:
    """Seconds of the import's own steps; of the whole process when it tells none."""
    told = sum(float(seconds) for seconds in imported["figures"].get("seconds", {}).values())
    return told or imported["seconds"]


def careless(sample: Sample, twin: Report, stored: dict[str, Any]) -> Side:
    if twin.value is None:
        return Side(False, "did not come to an end", "–", "", [], twin.cause)
    off = abs(stored["net"] - sample.net_total)
    facts = [
        ("Rejected", "nothing is checked"),
        ("Came twice", "nobody looked"),
        ("Net total", f"{stored['net']:,.3f}"),
        ("Off by", f"{off:,.3f}"),
        ("Whole process", process(twin.seconds, twin.peak_bytes)),
    ]
    fault = twin.value["fault"]
    note = fault or "Whoever trusts the file counts the repeated days twice, and nothing says so."
    verdict = "half a file in the shop" if fault else f"{sample.rows_repeated:,} rows are in the shop twice"
    return Side(False, verdict, f"{stored['lines']:,}", f"lines stored of {sample.rows:,} rows", facts, note)


def process(seconds: float, peak_bytes: int) -> str:
    return f"{seconds:.1f} s, {peak_bytes / MB:.0f} MB at most"


def rejected(sample: Sample, rejections: list[tuple[Any, ...]]) -> Table:
    rows = [[f"{line:,}", column or "whole row", code, reason] for line, column, code, reason in rejections]
    more = sum(sample.bad.values()) - len(rows)
    note = f"and {more:,} more, all in the import's page in the admin" if more > 0 else ""
    return Table("Rejected rows", ["Line", "Column", "Code", "Reason"], rows, [0], note or ("" if rows else "None."))


def steps(imported: dict[str, Any]) -> Bars:
    seconds = imported["figures"].get("seconds", {})
    bars = [Bar(name.capitalize(), float(value), f"{float(value):.2f} s") for name, value in seconds.items()]
    return Bars("Where the import's time went", "seconds", bars)

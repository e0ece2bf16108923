"""Experiment three: the way out. The lab's orders as a file, by the shop's export and by reading them all first."""

import csv
import tempfile
import time
from pathlib import Path
from typing import Any

from apps.orders.models import OrderLine
from apps.showcase.demo.sample import write_sample
from apps.showcase.lab.database import ensure_lab_database
from apps.showcase.lab.measuring import peak_bytes
from apps.showcase.lab.processes import Limits, Progress, Report
from apps.showcase.lab.results import Bar, Bars, Result, Side
from apps.showcase.scenarios.s14_million_rows.importing import HERE, MB, in_lab, run_import
from apps.showcase.scenarios.s14_million_rows.lab_tables import empty_from_outside

LIMITS = Limits(seconds=100, megabytes=2500)
WAYS = {"the shop's export": "by_export", "list(queryset)": "by_list"}


def export_lab(progress: Progress, *, lines: int) -> dict[str, Any]:
    """Fill the lab by an import, then write its orders to a file twice, each way in its own process."""
    progress(note="Making the lab's database")
    ensure_lab_database()
    with tempfile.TemporaryDirectory(prefix="vitrine-lab-") as folder:
        path = Path(folder) / "in.csv"
        write_sample(path, lines=lines, progress=lambda done: progress(done, lines, f"Writing the file: {done:,} rows"))
        empty_from_outside()
        run_import(path, "all-or-nothing", progress)
        out = str(Path(folder) / "out.csv")
        reports = {
            label: in_lab(f"{HERE}.exporting:{function}", {"path": out}, limits=LIMITS, progress=progress)
            for label, function in WAYS.items()
        }
    shop, twin = reports.values()
    return Result(
        answer=side(shop, holds=True, verdict="flat memory, first rows at once"),
        twin=side(twin, holds=False, verdict="all of it in memory before the first row goes out"),
        sections=[memories(reports), times(reports)],
    ).as_json()


def by_export(progress: Progress, *, path: str) -> dict[str, Any]:
    """The production service, block by block into a file."""
    from zoneinfo import ZoneInfo

    from apps.orders.services.exporting import OrderChoice, export_orders

    before, began, first = peak_bytes(), time.perf_counter(), 0.0
    export = export_orders(by=None, choice=OrderChoice(zone=ZoneInfo("Europe/London")))
    with Path(path).open("wb") as out:
        for block in export:
            first = first or time.perf_counter() - began
            out.write(block)
            progress(done=export.lines, note=f"The shop's export: {export.lines:,} lines")
    return {"lines": export.lines, "before": before, "first": first, "seconds": time.perf_counter() - began}


def by_list(progress: Progress, *, path: str) -> dict[str, Any]:
    """The twin: every line with its order and customer as objects in one list, then the file."""
    before, began = peak_bytes(), time.perf_counter()
    progress(note="list(queryset): reading all")
    lines = list(OrderLine.objects.select_related("order__customer").order_by("order__placed_at", "order__id"))
    first = time.perf_counter() - began
    with Path(path).open("w", newline="") as out:
        writer = csv.writer(out)
        for line in lines:
            order, customer = line.order, line.order.customer
            number = customer.number if customer else ""
            cells = (line.sku, line.name, line.quantity, order.placed_at, line.unit_price, number, order.country)
            writer.writerow((order.number, *cells))
    return {"lines": len(lines), "before": before, "first": first, "seconds": time.perf_counter() - began}


def side(report: Report, *, holds: bool, verdict: str) -> Side:
    if report.value is None:
        return Side(False, "did not come to an end", "–", "", [], report.cause)
    value = report.value
    facts = [
        ("Lines", f"{value['lines']:,}"),
        ("First rows after", f"{value['first']:.2f} s"),
        ("Lines a second", f"{value['lines'] / value['seconds']:,.0f}"),
    ]
    return Side(holds, verdict, f"+{above(report):,.0f} MB", "above the process before it began", facts)


def above(report: Report) -> float:
    return (report.peak_bytes - report.value["before"]) / MB if report.value else 0


def memories(reports: dict[str, Report]) -> Bars:
    bars = [
        Bar(label, above(report), f"{above(report):,.0f} MB", WAYS[label] == "by_list", report.cause)
        for label, report in reports.items()
    ]
    return Bars("Memory that the export took", "MB, less is better", bars)


def times(reports: dict[str, Report]) -> Bars:
    bars = []
    for label, report in reports.items():
        seconds = report.value["seconds"] if report.value else 0
        bars.append(Bar(label, seconds, f"{seconds:.1f} s", WAYS[label] == "by_list", report.cause))
    return Bars("Time to the last row", "seconds, less is better", bars)

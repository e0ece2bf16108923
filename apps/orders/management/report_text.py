"""The report of an import, as people read it on a terminal and as programs read it."""

import json

from apps.orders.enums import OrderKind, RowVerdict
from apps.orders.services.importing import ImportReport

PROBLEMS_SHOWN = 20
PROBLEMS_IN_JSON = 1_000
KINDS = {
    OrderKind.SALE: ("sale", "sales"),
    OrderKind.CREDIT_NOTE: ("credit note", "credit notes"),
    OrderKind.ADJUSTMENT: ("adjustment", "adjustments"),
}


def report_text(report: ImportReport, *, seconds: float, peak_bytes: int) -> str:
    """Figures, the first problems as a table, time and memory."""
    parts = [f"{report.file_name}: {report.summary}", _figures(report)]
    if report.problems.by_code:
        parts.append(_problems(report))
    rate = report.rows_read / seconds if seconds else 0
    parts.append(
        f"{seconds:.1f} s, {rate:,.0f} rows a second, peak memory {peak_bytes / 2**20:.0f} MB."
        f" Import {report.import_job_id}, job {report.job_id}."
    )
    return "\n\n".join(parts)


def _figures(report: ImportReport) -> str:
    rows, outcome = report.problems.rows, report.outcome
    kinds = (
        f"{count:,} {KINDS[kind][count != 1]}" for kind in OrderKind if (count := outcome.orders_by_kind.get(kind))
    )
    replaced = f"{outcome.orders_replaced:,} replaced" if outcome.orders_replaced else ""
    sections = f"in {report.sections:,} section{'s' * (report.sections != 1)}"
    table = [
        ("rows read", report.rows_read, sections),
        ("rows rejected", rows[RowVerdict.REJECTED], ""),
        ("rows repeated", rows[RowVerdict.REPEATED], ""),
        ("rows in conflict", rows[RowVerdict.CONFLICT], ""),
        ("lines", outcome.lines_stored, ""),
        ("orders", report.orders, ", ".join([*kinds, replaced]).strip(", ")),
        ("new products", outcome.products_created, ""),
        ("new customers", outcome.customers_created, ""),
    ]
    lines = [f"  {name:<18}{figure:>16,}  {remark}".rstrip() for name, figure, remark in table]
    return "\n".join([*lines, f"  {'net total':<18}{outcome.net_total:>16,.3f}  {report.currency}"])


def _problems(report: ImportReport) -> str:
    shown = report.first_problems(PROBLEMS_SHOWN)
    cells = [
        (f"{problem.line:,}", problem.column or "-", problem.code.value, problem.invoice or "-", problem.reason)
        for problem in shown
    ]
    head = ("line", "column", "code", "invoice", "reason")
    widths = [max(len(row[at]) for row in (head, *cells)) for at in range(len(head) - 1)]
    lines = [
        f"  {row[0]:>{widths[0]}}  " + "  ".join(f"{row[at]:<{widths[at]}}" for at in (1, 2, 3)) + f"  {row[4]}"
        for row in (head, *cells)
    ]
    left = sum(report.problems.by_code.values()) - len(shown)
    if left:
        counts = ", ".join(f"{code} {count:,}" for code, count in report.problems.by_code.most_common())
        lines.append(f"  … and {left:,} more ({counts}); the admin has them under Imports.")
    return "\n".join(lines)


def report_json(report: ImportReport, *, seconds: float, peak_bytes: int) -> str:
    """All figures as one JSON document, with the first thousand problems."""
    problems = [
        {
            "verdict": problem.verdict.value,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code.value,
            "reason": problem.reason,
            "invoice": problem.invoice,
            "rows": problem.rows,
        }
        for problem in report.first_problems(PROBLEMS_IN_JSON)
    ]
    measured = {
        "seconds_total": f"{seconds:.2f}",
        "rows_per_second": round(report.rows_read / seconds) if seconds else 0,
        "peak_memory_bytes": peak_bytes,
    }
    return json.dumps({**report.figures(), **measured, "problems": problems}, indent=2)

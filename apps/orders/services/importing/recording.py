"""The ImportJob and its rejections: what people find of an import afterwards, whatever came of it."""

import json
from collections.abc import Iterable

from django.contrib.postgres.functions import TransactionNow
from django.db import connection

from apps.orders.enums import RowVerdict
from apps.orders.models import ImportJob
from apps.orders.services.importing.problems import Problem
from apps.orders.services.importing.report import ImportReport

COPY_REJECTIONS = """
COPY orders_importrejection (import_job_id, verdict, line, "column", code, reason, invoice, rows, raw) FROM STDIN
"""


def record_report(import_job: ImportJob, report: ImportReport) -> None:
    """Write the figures and the problems that were kept; part of the caller's transaction."""
    rows, outcome = report.problems.rows, report.outcome
    import_job.sha256 = report.sha256
    import_job.rows_read = report.rows_read
    import_job.rows_rejected = rows[RowVerdict.REJECTED]
    import_job.rows_repeated = rows[RowVerdict.REPEATED]
    import_job.rows_in_conflict = rows[RowVerdict.CONFLICT]
    import_job.counts_by_code = dict(report.problems.by_code)
    import_job.lines_stored = outcome.lines_stored
    import_job.orders_created = outcome.orders_created
    import_job.orders_replaced = outcome.orders_replaced
    import_job.products_created = outcome.products_created
    import_job.customers_created = outcome.customers_created
    import_job.net_total = outcome.net_total
    import_job.stored_at = TransactionNow() if report.stored else None
    import_job.save()
    _copy_rejections(import_job.pk, report.problems.kept)


def _copy_rejections(import_job_id: int, problems: Iterable[Problem]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY_REJECTIONS) as copy:
        for problem in problems:
            raw = None if problem.raw is None else json.dumps(problem.raw)
            copy.write_row(
                (
                    import_job_id,
                    problem.verdict.value,
                    problem.line,
                    problem.column,
                    problem.code.value,
                    problem.reason[:300],
                    problem.invoice,
                    problem.rows,
                    raw,
                )
            )

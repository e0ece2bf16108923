"""The use case: import a file of orders."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import Conflict, NotAllowed
from apps.core.events import publish
from apps.core.jobs import RunningJob, running
from apps.orders.enums import ImportMode, RowVerdict
from apps.orders.events import OrdersImported
from apps.orders.exceptions import ImportFileError
from apps.orders.models import ImportJob
from apps.orders.rules.importing.cells import LocalTime
from apps.orders.services.importing.comparing import compare_with_shop, expected_outcome
from apps.orders.services.importing.examining import Examination
from apps.orders.services.importing.recording import record_report
from apps.orders.services.importing.report import ImportRefused, ImportReport, Outcome
from apps.orders.services.importing.source import Source
from apps.orders.services.importing.staging import COPY_LINES, copying, create_tables, stage_orders, stage_products
from apps.orders.services.importing.steps import OnProgress, Progress, Steps
from apps.orders.services.importing.storing import store_staged
from apps.orders.services.importing.turn import import_turn

KIND = "orders.import"
AHEAD = timedelta(days=1)  # clocks differ; an order of next week is a typing error
NO_TIMEOUTS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    by: User | None
    mode: ImportMode
    dry_run: bool
    zone: ZoneInfo


def import_orders(
    *,
    source: Path,
    by: User | None,
    mode: ImportMode = ImportMode.ALL_OR_NOTHING,
    dry_run: bool = False,
    zone: ZoneInfo,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Store the orders of a CSV file, plain or gzip, in one transaction. docs/import.md has the rules.

    `zone` is where the file's times were written down, `by` who answers for it (None: the shop itself). A Job row tells
    the progress and, like an ImportJob row with its rejections, what came of it. Imports wait for each other. The same
    file again changes nothing: its orders are there already.

    Raises ImportFileError when the file is no order file, ImportRefused (with the report) when the mode is all or
    nothing and there are faults or conflicts, NotAllowed, JobCancelled; in all these cases nothing was changed.
    """
    if by is not None and not by.has_perm("orders.import_orders"):
        raise NotAllowed("Importing orders needs the permission to do so.")
    wish = Wish(by, mode, dry_run, zone)
    parameters = {"file": str(source), "mode": mode.value, "dry_run": dry_run, "timezone": zone.key}
    with running(kind=KIND, owner=by, parameters=parameters) as run:
        return _import(run, source, wish, Steps(run, on_progress))


def _import(run: RunningJob, path: Path, wish: Wish, steps: Steps) -> ImportReport:
    import_job = ImportJob.objects.create(
        job_id=run.id, file_name=path.name[:255], mode=wish.mode, dry_run=wish.dry_run, timezone=wish.zone.key
    )
    with closing(Source(path)) as source, import_turn(run):
        with transaction.atomic():
            report = _read(run, source, wish, steps, import_job)
            if report.stored:
                _store(run, wish, steps, import_job, report)
            else:
                transaction.set_rollback(True)
        if not report.stored:
            with transaction.atomic():
                record_report(import_job, report)
                if wish.dry_run:
                    run.succeed(report.figures())
    if report.refused and not wish.dry_run:
        raise ImportRefused(report)
    return report


def _read(run: RunningJob, source: Source, wish: Wish, steps: Steps, import_job: ImportJob) -> ImportReport:
    """The file into the staging tables, judged, and compared with the shop. Changes nothing else."""
    local_time = LocalTime(wish.zone, latest=timezone.now() + AHEAD)
    examination = Examination(local_time=local_time)
    with connection.cursor() as cursor:
        cursor.execute(NO_TIMEOUTS)
    create_tables()
    with steps.step("reading"):
        _stage_lines(source, examination, steps)
    with steps.step("comparing with the shop"):
        stage_products(examination.products.values())
        stage_orders(examination.sections.invoices, local_time)
        compare_with_shop(examination.problems, mode=wish.mode)
    refused = wish.mode == ImportMode.ALL_OR_NOTHING and examination.problems.refusing
    return ImportReport(
        job_id=run.id,
        import_job_id=import_job.pk,
        file_name=source.name,
        sha256=source.sha256,
        mode=wish.mode,
        dry_run=wish.dry_run,
        refused=refused,
        rows_read=examination.rows_read,
        sections=examination.sections.ended,
        outcome=Outcome() if refused else expected_outcome(),
        problems=examination.problems,
        seconds=steps.seconds,
        currency=settings.CURRENCY,
    )


def _stage_lines(source: Source, examination: Examination, steps: Steps) -> None:
    rows_of = examination.problems.rows
    with copying(COPY_LINES) as write:
        for first, rows in source.blocks():
            write(examination.examine(first, rows))
            steps.tell(
                Progress(
                    "reading",
                    rows=examination.rows_read,
                    rows_expected=source.expected(examination.rows_read),
                    rejected=rows_of[RowVerdict.REJECTED],
                    repeated=rows_of[RowVerdict.REPEATED],
                )
            )
    examination.finish()
    if not examination.rows_read:
        raise ImportFileError("The file has a header, but no rows.", code="file_without_rows")


def _store(run: RunningJob, wish: Wish, steps: Steps, import_job: ImportJob, report: ImportReport) -> None:
    with steps.step("storing"):
        try:
            store_staged(import_job=import_job, currency=report.currency)
        except IntegrityError as error:
            reason = str(error).partition("\n")[0]
            raise Conflict(f"The shop changed meanwhile; import the file again ({reason}).") from error
    record_report(import_job, report)
    outcome = report.outcome
    record(actor=wish.by, action="orders.orders_imported", target=import_job, after=report.figures())
    publish(
        OrdersImported(
            import_job_id=import_job.pk,
            job_id=run.id,
            mode=wish.mode,
            orders_created=outcome.orders_created,
            orders_replaced=outcome.orders_replaced,
            lines_stored=outcome.lines_stored,
            currency=report.currency,
            net_total=outcome.net_total,
        ),
        aggregate=f"orders.importjob:{import_job.pk}",
    )
    run.succeed(report.figures())

"""The use case: import a file of orders."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
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
from apps.orders.rules.importing.cells import LocalTime, printable
from apps.orders.services.importing.comparing import compare_with_shop, expected_outcome, orders_to_replace
from apps.orders.services.importing.destination import Destination, choose_destination
from apps.orders.services.importing.examining import Examination
from apps.orders.services.importing.recording import record_report
from apps.orders.services.importing.report import ImportRefused, ImportReport, Outcome
from apps.orders.services.importing.source import Source
from apps.orders.services.importing.staging import copying, create_tables, stage_contacts, stage_orders, stage_products
from apps.orders.services.importing.steps import COMPARING, READING, STORING, OnProgress, Steps
from apps.orders.services.importing.storing import store_staged
from apps.orders.services.importing.turn import import_turn

KIND = "orders.import"
TOLD = 1000  # numbers of customers that the trail keeps
AHEAD = timedelta(days=1)  # clocks differ; an order of next week is a typing error
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL lock_timeout = '30s'
"""


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
    if by is not None:
        check_may_import(by)
    parameters = {"file": printable(str(source)), "mode": mode.value, "dry_run": dry_run, "timezone": zone.key}
    with running(kind=KIND, owner=by, parameters=parameters) as run:
        import_job = ImportJob.objects.create(
            job_id=run.id, file_name=printable(source.name)[:255], mode=mode, dry_run=dry_run, timezone=zone.key
        )
        return perform_import(run=run, import_job=import_job, path=source, by=by, on_progress=on_progress)


def check_may_import(by: User) -> None:
    """Raises NotAllowed for those who may not import orders."""
    if not by.has_perm("orders.import_orders"):
        raise NotAllowed("Importing orders needs the permission to do so.")


def perform_import(
    *, run: RunningJob, import_job: ImportJob, path: Path, by: User | None, on_progress: OnProgress | None = None
) -> ImportReport:
    """Do what `import_job` asks for, with the file at `path`, as the work of the job `run`.

    Raises what `import_orders` does.
    """
    with closing(Source(path)) as source, import_turn(run):
        zone = ZoneInfo(import_job.timezone)
        return Import(run, import_job, by, zone, Steps(run, on_progress)).perform(source)


@dataclass(frozen=True)
class Import:
    """One import whose turn it is."""

    run: RunningJob
    import_job: ImportJob
    by: User | None
    zone: ZoneInfo
    steps: Steps

    def perform(self, source: Source) -> ImportReport:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(PATIENCE)
            create_tables()
            at_once = source.size is not None and not self.import_job.dry_run
            destination = choose_destination(may_lock=at_once)
            report = self.report(source, self.read(source, destination))
            if report.stored:
                self.store(destination, report)
                return report
            transaction.set_rollback(True)
        # What was staged is gone with its transaction; what there is to tell about it is kept.
        with transaction.atomic():
            record_report(self.import_job, report)
            if report.dry_run:
                self.run.succeed(report.figures())
        if not report.dry_run:
            raise ImportRefused(report)
        return report

    def read(self, source: Source, destination: Destination) -> Examination:
        """Judge every row, hand the good ones to COPY, stage orders and products, compare them with the shop's."""
        local_time = LocalTime(self.zone, latest=timezone.now() + AHEAD)
        examination = Examination(
            local_time=local_time,
            last_order=destination.last_order,
            last_product=destination.last_product,
            products=destination.products,
            columns=source.columns,
        )
        with self.steps.step(READING), copying(destination.copy_lines) as write:
            for first, rows in source.blocks():
                write(examination.examine(first, rows))
                self.tell(READING, source, examination)
        examination.finish()
        if not examination.rows_read:
            raise ImportFileError("The file has a header, but no rows.", code="file_without_rows")
        if self.import_job.upload and self.import_job.upload.sha256 != source.sha256:
            raise ImportFileError("The file is not the one that was sent; upload it again.", code="file_changed")
        with self.steps.step(COMPARING):
            stage_products(examination.products.values())
            stage_contacts(examination.contacts.of)
            stage_orders(examination.sections.invoices, local_time, rejected=examination.rejected)
            compare_with_shop(examination.problems, mode=ImportMode(self.import_job.mode))
            self.tell(COMPARING, source, examination)
        return examination

    def tell(self, step: str, source: Source, examination: Examination) -> None:
        rows = examination.problems.rows
        self.steps.tell(
            step,
            rows=examination.rows_read,
            rows_expected=source.expected(examination.rows_read),
            rejected=rows[RowVerdict.REJECTED],
            repeated=rows[RowVerdict.REPEATED],
            conflict=rows[RowVerdict.CONFLICT],
        )

    def report(self, source: Source, examination: Examination) -> ImportReport:
        mode = ImportMode(self.import_job.mode)
        refused = mode == ImportMode.ALL_OR_NOTHING and examination.problems.refusing
        return ImportReport(
            job_id=self.run.id,
            import_job_id=self.import_job.pk,
            file_name=self.import_job.file_name,
            sha256=source.sha256,
            mode=mode,
            dry_run=self.import_job.dry_run,
            refused=refused,
            rows_read=examination.rows_read,
            sections=examination.sections.ended,
            outcome=Outcome() if refused else expected_outcome(),
            problems=examination.problems,
            seconds=self.steps.seconds,
            currency=settings.CURRENCY,
        )

    def store(self, destination: Destination, report: ImportReport) -> None:
        """Change the shop, and tell it: figures, audit, event and the job's success are true if and only if it is."""
        with self.steps.step(STORING):
            replaced = orders_to_replace()
            try:
                completed = store_staged(destination, import_job=self.import_job, currency=report.currency)
            except IntegrityError as error:
                reason = str(error).partition("\n")[0]
                raise Conflict(f"The shop changed meanwhile; import the file again ({reason}).") from error
        record_report(self.import_job, report)
        told: dict[str, Any] = {"replaced_orders": [order["after"] for order in replaced]} if replaced else {}
        told |= {"completed_customers": completed[:TOLD]} if completed else {}
        record(
            actor=self.by,
            action="orders.orders_imported",
            target=self.import_job,
            before={"replaced_orders": [order["before"] for order in replaced]} if replaced else None,
            after=report.figures() | told,
        )
        publish(
            OrdersImported(
                import_job_id=self.import_job.pk,
                job_id=self.run.id,
                mode=report.mode,
                orders_created=report.outcome.orders_created,
                orders_replaced=report.outcome.orders_replaced,
                lines_stored=report.outcome.lines_stored,
                currency=report.currency,
                net_total=report.outcome.net_total,
            ),
            aggregate=f"orders.importjob:{self.import_job.pk}",
        )
        self.run.succeed(report.figures())

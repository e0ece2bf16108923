import sys
import textwrap
import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from apps.core.errors import DomainError, NotAllowed
from apps.core.jobs import JobCancelled
from apps.core.models import Job, JobState
from apps.orders.enums import ImportMode
from apps.orders.exceptions import ImportFileError
from apps.orders.management.arguments import UNUSABLE, KeepLines, named_file, owner, peak_bytes, time_zone
from apps.orders.management.progress_bar import ProgressBar
from apps.orders.management.report_text import report_json, report_text
from apps.orders.services.importing import ImportRefused, ImportReport, Progress, import_orders

REFUSED, FAILED, INTERRUPTED = 1, 3, 130
REPORT_SAYS_WHY = "Refused; the report says why."


class Command(BaseCommand):
    requires_system_checks = []  # they load every page of the shop first
    help = textwrap.dedent(
        """\
        Imports a file of order lines: CSV, or CSV packed with gzip, with the columns of UCI Online Retail II.
        Everything is stored in one transaction or nothing is; the same file again changes nothing.

        Look before you leap, then store what is good and read what was not:

            manage.py import_orders orders.csv.gz --dry-run
            manage.py import_orders orders.csv.gz --mode skip-bad

        Modes:
            all-or-nothing  one bad row or one conflict, and nothing is stored (this is the default)
            skip-bad        bad rows and conflicts are left out and reported, the rest is stored
            upsert          like skip-bad, and an order that an earlier import stored is replaced when the
                            file has it with other rows: mend a file, import it again

        Repeated invoices are no fault in any mode: they are reported and not stored twice.

        For programs: the report as JSON, and nothing else, on standard output.

            manage.py import_orders orders.csv --json | jq .lines_stored

        Ends with
              0  the file was stored (or would be: --dry-run)
              1  all-or-nothing, and there are bad rows or conflicts: nothing was stored
              2  the file cannot be used at all, or the command was called wrongly: nothing was changed
              3  the database or the shop refused: nothing was changed
            130  stopped with Ctrl-C or by cancelling the job: nothing was changed

        docs/import.md has every rule and every code.
        """
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=KeepLines, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=named_file, help="the file; gzip is recognised by its content")
        parser.add_argument(
            "--mode",
            choices=ImportMode.values,  # as text: argparse would call a wrong one "invalid ImportMode value"
            default=ImportMode.ALL_OR_NOTHING.value,
            metavar="MODE",
            help=f"{', '.join(ImportMode.values)} (default {ImportMode.ALL_OR_NOTHING.value})",
        )
        parser.add_argument("--dry-run", action="store_true", help="report everything, store nothing")
        parser.add_argument(
            "--timezone",
            type=time_zone,
            default="Europe/London",
            metavar="ZONE",
            help="where the file's times were written down (default Europe/London)",
        )
        parser.add_argument("--owner", metavar="EMAIL", help="who answers for the import; needs the permission to")
        parser.add_argument("--json", action="store_true", help="the report as JSON, no progress")

    def handle(self, *, json: bool, **options: Any) -> None:
        began = time.monotonic()
        bar = None if json else ProgressBar(sys.stderr)
        report = self.imported(bar, **options)
        write = report_json if json else report_text
        self.stdout.write(write(report, seconds=time.monotonic() - began, peak_bytes=peak_bytes()))
        if report.refused:
            # For people the report has said it, at its head.
            raise CommandError(report.summary if json else REPORT_SAYS_WHY, returncode=REFUSED)

    def imported(self, bar: ProgressBar | None, **options: Any) -> ImportReport:
        """The report of the import; what ends it otherwise becomes a CommandError with its code."""
        watch = Watch(bar)
        try:
            return import_orders(
                source=options["file"],
                by=owner(options["owner"]),
                mode=ImportMode(options["mode"]),
                dry_run=options["dry_run"],
                zone=options["timezone"],
                on_progress=watch,
            )
        except ImportRefused as refusal:
            return refusal.report
        except (KeyboardInterrupt, JobCancelled) as error:
            said = str(error) or "Stopped from the keyboard."
            raise CommandError(f"{said} {watch.outcome()}", returncode=INTERRUPTED) from None
        except DomainError as error:
            raise CommandError(f"{error} Nothing was changed.", returncode=exit_code(error)) from None
        except Error as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database refused: {said} {watch.outcome()}", returncode=FAILED) from error
        finally:
            watch.end()


class Watch:
    """Hands progress on to the bar, and knows the job, to tell afterwards what became of it."""

    def __init__(self, bar: ProgressBar | None) -> None:
        self._bar = bar
        self._job_id: UUID | None = None

    def __call__(self, progress: Progress) -> None:
        self._job_id = progress.job_id
        if self._bar:
            self._bar(progress)

    def end(self) -> None:
        if self._bar:
            self._bar.end_line()

    def outcome(self) -> str:
        """What became of an import that did not come back. Its last moment can have been its success."""
        if self._job_id is None:
            return "Nothing was changed."
        try:
            stored = Job.objects.filter(pk=self._job_id, state=JobState.SUCCEEDED).exists()
        except Error:
            return "The database does not answer; the job will tell whether the file was stored."
        return "The file was stored before that." if stored else "Nothing was changed."


def exit_code(error: DomainError) -> int:
    return UNUSABLE if isinstance(error, ImportFileError | NotAllowed) else FAILED

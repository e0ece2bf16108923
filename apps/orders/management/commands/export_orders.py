import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from apps.core.errors import DomainError
from apps.orders.management.arguments import UNUSABLE, KeepLines, named_file, owner, peak_bytes, time_zone
from apps.orders.services.exporting import Export, OrderChoice, export_orders

FAILED = 3
STDOUT = Path("-")


class Command(BaseCommand):
    requires_system_checks = []  # they load every page of the shop first
    help = textwrap.dedent(
        """\
        Writes order lines to a CSV file, in the eight columns that import_orders reads, oldest order first. Rows are
        streamed, so a million of them take no more memory than a thousand.

            manage.py export_orders orders.csv
            manage.py export_orders orders.csv.gz --country FR --from 2010-01-01 --to 2010-12-31
            manage.py export_orders - --country DE | head

        A name that ends in .gz gives a packed file. The file is there when it is complete, not before; one that is
        there already is kept, unless --replace is given. Cells that a spreadsheet would take for formulas begin with
        an apostrophe.

        Ends with
              0  written
              2  the command was called wrongly, or the file is there
              3  the database refused, or the file could not be written: there is none
        """
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=KeepLines, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=named_file_or_stdout, help="where to; - is standard output")
        parser.add_argument("--country", default="", metavar="CODE", help="orders of this country alone, such as FR")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY", help="placed then or later")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="placed then or earlier")
        parser.add_argument("--gzip", action="store_true", help="pack it, whatever its name")
        parser.add_argument("--replace", action="store_true", help="replace a file that is there")
        parser.add_argument(
            "--timezone",
            type=time_zone,
            default="Europe/London",
            metavar="ZONE",
            help="whose times the file has, and whose days are meant (default Europe/London)",
        )
        parser.add_argument("--owner", metavar="EMAIL", help="who takes the orders; needs the permission to view them")

    def handle(self, *, file: Path, country: str, first: date | None, last: date | None, **options: Any) -> None:
        if file != STDOUT and file.exists() and not options["replace"]:
            raise CommandError(f"{file} is there already; --replace would replace it.", returncode=UNUSABLE)
        choice = OrderChoice(zone=options["timezone"], country=country.upper(), first=first, last=last)
        began = time.monotonic()
        try:
            export = export_orders(
                by=owner(options["owner"]), choice=choice, gzip=options["gzip"] or file.suffix == ".gz"
            )
            with opened(file) as out:
                for block in export:
                    out.write(block)
            self.stderr.write(described(export, seconds=time.monotonic() - began))
        except BrokenPipeError:
            sys.stdout = None  # whoever read has had enough; nothing is left to flush
        except DomainError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written ({error.strerror}).", returncode=FAILED) from None
        except Error as error:
            raise CommandError(f"The database refused: {' '.join(str(error).split())}", returncode=FAILED) from error


@contextmanager
def opened(file: Path) -> Iterator[IO[bytes]]:
    """Standard output, or a file that takes its name when all of it is written; on an error there is none."""
    if file == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def described(export: Export, *, seconds: float) -> str:
    rate = export.lines / seconds if seconds else 0
    said = (
        f"{export.lines:,} lines of {export.orders:,} orders in {seconds:.1f} s, {rate:,.0f} lines a second,"
        f" peak memory {peak_bytes() / 2**20:.0f} MB."
    )
    if left_out := export.orders_left_out:
        said += f" Left out, for they are in another currency: {left_out:,} orders."
    return said


def named_file_or_stdout(text: str) -> Path:
    """A file's path, or the dash that means standard output, for argparse."""
    return STDOUT if text == "-" else named_file(text)

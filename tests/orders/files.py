"""Order files for tests: rows with plausible values, written as CSV, and the examination of rows without a database."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from apps.orders.rules.importing.cells import LocalTime
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.services.importing.examining import Examination

LONDON = ZoneInfo("Europe/London")
LATEST = datetime(2026, 1, 2, tzinfo=UTC)
LOCAL_TIME = LocalTime(LONDON, latest=LATEST)


def row(
    invoice: str = "536365",
    sku: str = "85123A",
    *,
    name: str = "WHITE HANGING HEART",
    quantity: str = "6",
    at: str = "2010-12-01 08:26:00",
    price: str = "2.55",
    customer: str = "17850.0",
    country: str = "United Kingdom",
) -> list[str]:
    """One row of a file, as it is written."""
    return [invoice, sku, name, quantity, at, price, customer, country]


def text(rows: Iterable[Sequence[str]], *, header: Sequence[str] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, rows: Iterable[Sequence[str]], *, header: Sequence[str] = COLUMNS) -> Path:
    """A file of these rows; packed when its name ends in .gz."""
    content = text(rows, header=header).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def examine(rows: Iterable[list[str]], *, columns: Sequence[str] = COLUMNS) -> tuple[Examination, list[list[str]]]:
    """The examination of these rows, and what it would give to COPY: one list of seven texts for each line."""
    examination = Examination(local_time=LOCAL_TIME, products={}, columns=tuple(columns))
    staged = examination.examine(2, list(rows))
    examination.finish()
    return examination, [line.split("\t") for line in staged.splitlines()]

"""Sample files for the order import, streamed, together with what a right import of them must find."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import IO

from apps.showcase.demo.sample_rows import HEADER, Invoice, Row, SampleShop, in_file_order

SMALLEST = 200
Spoil = Callable[[Row], Row]


def replace(column: str, value: str) -> Spoil:
    """A fault: another value in one column."""
    index = HEADER.index(column)
    return lambda row: (*row[:index], value, *row[index + 1 :])


FAULTS: dict[str, Spoil] = {
    "quantity is a word": replace("Quantity", "twelve"),
    "quantity is zero": replace("Quantity", "0"),
    "date does not exist": replace("InvoiceDate", "2010-02-30 10:00:00"),
    "price has a comma": replace("Price", "6,95"),
    "negative price on a sale": replace("Price", "-4.95"),
    "unknown country": replace("Country", "Atlantis"),
    "no stock code": replace("StockCode", ""),
    "customer id with a letter": replace("Customer ID", "19O85.0"),
    "invoice number too short": replace("Invoice", "4894"),
    "a column is missing": lambda row: row[:-1],
}


@dataclass
class Sample:
    """What is in a sample file, and what an import must make of it when it skips the bad rows."""

    path: str
    seed: int
    rows: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    rows_repeated: int = 0
    invoices_repeated: int = 0
    lines_stored: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    skus: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    net_total: Decimal = Decimal(0)

    def add(self, invoice: Invoice) -> Invoice:
        """Count an invoice that the import stores."""
        self.kinds[invoice.kind] += 1
        self.lines_stored += len(invoice.rows)
        for _, code, _, quantity, _, price, customer, _ in invoice.rows:
            self.skus.add(code.strip().upper())
            self.net_total += int(quantity) * Decimal(price)
            if customer:
                self.customers.add(customer)
        return invoice

    def expected(self) -> dict[str, object]:
        """The figures of the import's report, by the names it uses; totals as text with three decimals."""
        return {
            "file": self.path,
            "seed": self.seed,
            "rows_read": self.rows,
            "rows_rejected": sum(self.bad.values()),
            "bad_rows": dict(self.bad),
            "rows_repeated": self.rows_repeated,
            "invoices_repeated": self.invoices_repeated,
            "lines_stored": self.lines_stored,
            "orders_created": sum(self.kinds.values()),
            "orders_by_kind": dict(self.kinds),
            "products": len(self.skus),
            "customers": len(self.customers),
            "net_total": f"{self.net_total:.3f}",
        }


def write_sample(
    path: Path, *, lines: int, seed: int = 1, bad: int = 0, progress: Callable[[int], None] = lambda done: None
) -> Sample:
    """Write `lines` good rows and `bad` bad ones to `path` (gzip when it ends in .gz) and say what is in it.

    Raises ValueError when `lines` is below SMALLEST (the traps would not fit) or `bad` is above a tenth of it.
    """
    if lines < SMALLEST:
        raise ValueError(f"A sample needs at least {SMALLEST} lines, so that every trap is in it.")
    if not 0 <= bad <= lines // 10:
        raise ValueError("At most one row in ten can be bad.")
    sample = Sample(str(path), seed)
    with open_for_writing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for row in rows(sample, lines=lines, bad=bad):
            writer.writerow(row)
            sample.rows += 1
            if sample.rows % 10_000 == 0:
                progress(sample.rows)
    progress(sample.rows)
    return sample


def lines_for(stored: int) -> int:
    """How many lines a sample needs so that an import stores so many: some of its invoices come twice."""
    return stored + repeated_in(stored + (stored - 1) // 46)


def repeated_in(lines: int) -> int:
    """How many of a sample's lines are there for the second time."""
    return max(lines // 47, 16)


def open_for_writing(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=5)
    return path.open("w", encoding="utf-8", newline="")


def rows(sample: Sample, *, lines: int, bad: int) -> Iterator[Row]:
    """Two sections: the last invoices of the first one come again at the start of the second, in other row order."""
    shop, random = SampleShop(sample.seed), Random(f"{sample.seed} bad rows")
    repeated = repeated_in(lines)
    first = lines * 49 // 100 - repeated
    second = lines - first - 2 * repeated
    spoiled_first = bad // 2
    good = (sample.add(invoice) for invoice in shop.invoices(first))
    yield from spoil(sample, in_file_order(good), count=spoiled_first, among=first, random=random)
    # Several short invoices: the second copy must start earlier than the first one ends.
    window = [sample.add(invoice) for invoice in shop.invoices(repeated, longest=repeated // 4)]
    yield from in_file_order(window)
    sample.rows_repeated, sample.invoices_repeated = repeated, len(window)
    again = [row for invoice in window for row in random.sample(invoice.rows, len(invoice.rows))]
    yield from sorted(again, key=lambda row: row[HEADER.index("InvoiceDate")])
    good = (sample.add(invoice) for invoice in shop.invoices(second))
    yield from spoil(sample, in_file_order(good), count=bad - spoiled_first, among=second, random=random)


def spoil(sample: Sample, good: Iterable[Row], *, count: int, among: int, random: Random) -> Iterator[Row]:
    """The good rows with `count` spoiled copies between them, the kinds of faults in turn."""
    places = set(random.sample(range(among), count))
    kinds = list(FAULTS)
    for place, row in enumerate(good):
        yield row
        if place in places:
            kind = kinds[sum(sample.bad.values()) % len(kinds)]
            sample.bad[kind] += 1
            yield FAULTS[kind](row)

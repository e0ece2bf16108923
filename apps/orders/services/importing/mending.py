"""What of a file is to be mended: the rejected rows, and with them all rows of their orders.

An order that is imported again is replaced as a whole. So a file of the rejected rows alone would make orders of one
line out of orders of twenty; this one holds whole orders. Of an order that the file has in several sections it is the
copy that an import takes, the first one: two of them, one after the other, would read as one order with every row
twice.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path

from apps.orders.rules.importing import cells
from apps.orders.rules.importing.cells import LocalTime
from apps.orders.rules.importing.columns import COLUMNS, DATE
from apps.orders.rules.importing.faults import Fault
from apps.orders.services.importing.examining import Examination, invoice_cells
from apps.orders.services.importing.problems import Problems
from apps.orders.services.importing.records import BrokenRow
from apps.orders.services.importing.source import Rows, Source

DATE_AT = COLUMNS.index(DATE)


class Survey:
    """Which rows of the file at `path` belong to orders that have a rejected row in the copy that is taken.

    The whole file is read at once, and again by `rows`; `read` is told the line before each block. Memory grows with
    the orders of the file. Raises ImportFileError.
    """

    def __init__(self, path: Path, local_time: LocalTime, *, read: Callable[[int], None]) -> None:
        self._path = path
        self._read = read
        self._problems = RejectedLines()
        # The line at which each section after the first begins.
        self._begins: list[int] = []
        # Of each order with a rejected row: the first section that has one.
        self._rejected: dict[str, int] = {}
        self._latest = ""
        self._nameless = False
        with closing(Source(path)) as source:
            self.columns = source.columns
            self._examination = Examination(local_time=local_time, products={}, columns=source.columns)
            self._examination.problems = self._problems
            for first, rows in source.blocks():
                self._read(first)
                for line, part in rising(first, rows, len(source.columns)):
                    self._examine(line, part)
        taken = self._examination.sections.invoices
        self._wanted = {
            number: section
            for number, section in self._rejected.items()
            if number not in taken or section <= taken[number].section
        }

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows in the order of `columns` and of the file. One without a legible number comes if the order before or
        after it does.
        """
        section = 1
        kept = True
        nameless: list[Sequence[str]] = []
        begins = iter([*self._begins, 0])
        next_begin = next(begins)
        with closing(Source(self._path)) as source:
            for first, rows in source.blocks():
                self._read(first)
                for line, row in enumerate(rows, first):
                    if line == next_begin:
                        section += 1
                        next_begin = next(begins)
                    if not row:
                        continue
                    number = self._number_of(row)
                    if not number:
                        nameless.append(legible(row))
                        continue
                    before, kept = kept, self._wanted.get(number) == section
                    if before or kept:
                        yield from nameless
                    nameless.clear()
                    if kept:
                        yield legible(row)
        if kept:
            yield from nameless

    def _examine(self, first: int, rows: Rows) -> None:
        """Rows of one section; only the first of them can begin it."""
        sections, problems = self._examination.sections, self._problems
        before = sections.section
        self._examination.examine(first, rows)
        if sections.section != before:
            self._begins.append(first)
        rejected = set(problems.lines)
        problems.lines.clear()
        if not rejected and not self._nameless:
            self._latest = next(filter(None, map(self._number_of, reversed(rows))), self._latest)
            return
        for line, row in enumerate(rows, first):
            number = self._number_of(row)
            if number and (line in rejected or self._nameless):
                self._rejected.setdefault(number, sections.section)
            elif line in rejected and self._latest:
                self._rejected.setdefault(self._latest, sections.section)
            self._nameless = not number and (line in rejected or self._nameless)
            self._latest = number or self._latest

    def _number_of(self, row: Sequence[str]) -> str:
        """The number of the row's order, as far as it can be read; empty otherwise."""
        return next(filter(None, map(_number, invoice_cells(row, len(self.columns)))), "")


class RejectedLines(Problems):
    """Also remembers which lines were rejected, until `lines` is emptied; not only the first ones."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []

    def row(self, *, line: int, cells: Sequence[str], invoice: str, faults: Sequence[Fault]) -> None:
        self.lines.append(line)
        super().row(line=line, cells=cells, invoice=invoice, faults=faults)


def rising(first: int, rows: Rows, width: int) -> Iterator[tuple[int, Rows]]:
    """The rows in runs whose dates, as texts, do not go back: a section can begin at the head of a run alone."""
    begin, latest = 0, ""
    for at, row in enumerate(rows):
        date = row[DATE_AT].strip() if len(row) == width else latest
        if date < latest:
            yield first + begin, rows[begin:at]
            begin = at
        latest = date
    yield first + begin, rows[begin:]


@lru_cache(maxsize=1000)
def _number(text: str) -> str:
    with suppress(Fault):
        return cells.invoice_number(text)
    return ""


def legible(row: Sequence[str]) -> Sequence[str]:
    """The row in cells; a line with broken quotes is cut at its commas."""
    return [text.strip('"') for text in row[0].split(",")] if isinstance(row, BrokenRow) else row

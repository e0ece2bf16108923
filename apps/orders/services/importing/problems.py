"""What people get to read about an import: rows that were not taken, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.orders.enums import RowVerdict
from apps.orders.rules.importing.cells import printable
from apps.orders.rules.importing.faults import Fault, FaultCode

KEPT = 10_000
MAX_RAW = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or a copy of an invoice with so many rows, that was not stored. Lines count from 1."""

    verdict: RowVerdict
    line: int
    column: str
    code: FaultCode
    reason: str
    invoice: str = ""
    rows: int = 1
    raw: tuple[str, ...] | None = None


class Problems:
    """All problems are counted; of each verdict the first 10,000 are kept to be read."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.by_code: Counter[str] = Counter()
        self.rows: Counter[RowVerdict] = Counter()
        self._kept_of: Counter[RowVerdict] = Counter()

    @property
    def refusing(self) -> bool:
        """Whether an import that is all or nothing has to be nothing. Repeated invoices are no fault."""
        return bool(self.rows[RowVerdict.REJECTED] or self.rows[RowVerdict.CONFLICT])

    def row(self, *, line: int, cells: Sequence[str], invoice: str, faults: Sequence[Fault]) -> None:
        """One row with all its faults; `invoice` is the text of its first cell, if it has all its cells."""
        self.rows[RowVerdict.REJECTED] += 1
        raw = tuple(printable(cell[:MAX_RAW]) for cell in cells)
        invoice = printable(invoice[:40])
        for fault in faults:
            self._add(
                Problem(RowVerdict.REJECTED, line, fault.column, fault.code, fault.reason, invoice=invoice, raw=raw)
            )

    def invoice(self, verdict: RowVerdict, *, number: str, line: int, rows: int, code: FaultCode, reason: str) -> None:
        """A copy of an invoice that is not stored as a whole."""
        self.rows[verdict] += rows
        self._add(Problem(verdict, line, "", code, reason, invoice=number, rows=rows))

    def _add(self, problem: Problem) -> None:
        self.by_code[problem.code.value] += 1
        self._kept_of[problem.verdict] += 1
        if self._kept_of[problem.verdict] <= KEPT:
            self.kept.append(problem)

"""What came of an import, for people and programs."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.core.errors import DomainError
from apps.orders.enums import ImportMode, OrderKind, RowVerdict
from apps.orders.services.importing.problems import Problem, Problems


@dataclass(frozen=True)
class Outcome:
    """What was stored; of a dry run, what would have been. All zero when nothing is."""

    lines_stored: int = 0
    orders_created: int = 0
    orders_replaced: int = 0
    orders_by_kind: dict[OrderKind, int] = field(default_factory=dict)
    products_created: int = 0
    customers_created: int = 0
    net_total: Decimal = Decimal(0)


@dataclass(frozen=True)
class ImportReport:
    """One import, told in figures. `problems` holds the first ones of each verdict, `seconds` the time of each step.

    Without a refusal every row is accounted for: read = stored + rejected + repeated + in conflict.
    """

    job_id: UUID
    import_job_id: int
    file_name: str
    sha256: str
    mode: ImportMode
    dry_run: bool
    refused: bool
    rows_read: int
    sections: int
    outcome: Outcome
    problems: Problems
    seconds: dict[str, float]
    currency: str

    @property
    def stored(self) -> bool:
        return not self.dry_run and not self.refused

    @property
    def summary(self) -> str:
        """One sentence."""
        rows = self.problems.rows
        if self.refused:
            rejected, conflicts = rows[RowVerdict.REJECTED], rows[RowVerdict.CONFLICT]
            faults = [f"{_counted(rejected, 'row')} cannot be taken"] if rejected else []
            faults += (
                [f"{_counted(conflicts, 'row')} {'is' if conflicts == 1 else 'are'} in conflict"] if conflicts else []
            )
            return f"{', '.join(faults)}: nothing {'would be' if self.dry_run else 'was'} stored ({self.mode.value})."
        lines = self.outcome.lines_stored
        what = f"{_counted(lines, 'line')} of {_counted(self.orders, 'order')}"
        return (
            f"{what} would be stored (dry run)."
            if self.dry_run
            else f"{what} {'was' if lines == 1 else 'were'} stored."
        )

    @property
    def orders(self) -> int:
        return self.outcome.orders_created + self.outcome.orders_replaced

    def first_problems(self, limit: int) -> list[Problem]:
        """Those people must act on first, then the repeated invoices; each group in the order of the file."""
        kept = self.problems.kept
        return sorted(kept, key=lambda problem: (problem.verdict == RowVerdict.REPEATED, problem.line))[:limit]

    def figures(self) -> dict[str, Any]:
        """All figures as JSON values, without the single problems; amounts as text."""
        rows = self.problems.rows
        return {
            "job": str(self.job_id),
            "import_job": self.import_job_id,
            "file": self.file_name,
            "sha256": self.sha256,
            "mode": self.mode.value,
            "dry_run": self.dry_run,
            "stored": self.stored,
            "rows_read": self.rows_read,
            "sections": self.sections,
            "lines_stored": self.outcome.lines_stored,
            "rows_rejected": rows[RowVerdict.REJECTED],
            "rows_repeated": rows[RowVerdict.REPEATED],
            "rows_in_conflict": rows[RowVerdict.CONFLICT],
            "counts_by_code": dict(sorted(self.problems.by_code.items())),
            "orders_created": self.outcome.orders_created,
            "orders_replaced": self.outcome.orders_replaced,
            "orders_by_kind": {kind.value: self.outcome.orders_by_kind.get(kind, 0) for kind in OrderKind},
            "products_created": self.outcome.products_created,
            "customers_created": self.outcome.customers_created,
            "net_total": f"{self.outcome.net_total:.3f}",
            "currency": self.currency,
            "seconds": {step: f"{seconds:.2f}" for step, seconds in self.seconds.items()},
        }


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


class ImportRefused(DomainError):
    """All or nothing: some rows cannot be taken, so none were. The report says which."""

    code = "import_refused"

    def __init__(self, report: ImportReport) -> None:
        super().__init__(report.summary)
        self.report = report

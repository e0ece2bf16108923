"""A look into an order file before it is imported: its first rows, and what the rules say about them."""

import time
from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.accounts.models import User
from apps.orders.enums import RowVerdict
from apps.orders.exceptions import ImportFileError
from apps.orders.models import Order
from apps.orders.rules.importing import cells, columns
from apps.orders.rules.importing.cells import LocalTime, printable
from apps.orders.services.importing.examining import Examination
from apps.orders.services.importing.pipeline import AHEAD, check_may_import
from apps.orders.services.importing.problems import Problem
from apps.orders.services.importing.source import Rows, Source
from apps.uploads.models import Upload
from apps.uploads.services.reading import file_of

EXAMINED = 20_000
SECONDS = 2  # for files whose lines are very long: a page waits
SHOWN_ROWS = 8
SHOWN_PROBLEMS = 20
SHOWN_TEXT = 60


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file, in its order: what it becomes, with the first good row as the example."""

    name: str
    column: str
    becomes: str
    text: str
    value: str


@dataclass(frozen=True)
class PreviewCell:
    """A cell as it stands, and what is wrong with it."""

    text: str
    reason: str


@dataclass(frozen=True)
class PreviewRow:
    """One of the first rows, its cells in the file's order, and all that is wrong with it."""

    line: int
    cells: list[PreviewCell]
    reasons: list[str]


@dataclass(frozen=True)
class Preview:
    """What the first `rows` rows tell; `whole` when there are no more, otherwise about `rows_expected`."""

    mapping: list[MappedColumn]
    first_rows: list[PreviewRow]
    rows: int
    whole: bool
    rows_expected: int | None
    orders: int
    orders_known: int
    orders_shorter: list[str]
    rejected: int
    repeated: int
    conflict: int
    by_code: dict[str, int]
    problems: list[Problem]

    @property
    def faultless(self) -> bool:
        """Whether, as far as was looked, an import that is all or nothing stores it."""
        return not (self.rejected or self.conflict)

    @property
    def more_problems(self) -> bool:
        """Whether there are more than `problems` holds."""
        return sum(self.by_code.values()) > len(self.problems)


def preview_import(*, upload: Upload, zone: ZoneInfo, by: User) -> Preview:
    """Examine the first 20,000 rows, or what two seconds suffice for, as an import would; nothing is stored.

    Raises ImportFileError when the file is no order file, as far as it was read, and NotAllowed.
    """
    check_may_import(by)
    until = time.monotonic() + SECONDS
    local_time = LocalTime(zone, latest=timezone.now() + AHEAD)
    with file_of(upload=upload) as path, closing(Source(path)) as source:
        examination = Examination(local_time=local_time, products={}, columns=source.columns)
        head: Rows = []
        whole = True
        blocks = source.blocks()
        for first, rows in blocks:
            head += rows[: max(SHOWN_ROWS - len(head), 0)]
            examination.examine(first, rows)
            if examination.rows_read >= EXAMINED or time.monotonic() > until:
                whole = next(blocks, None) is None
                break
        expected = source.expected(examination.rows_read)
        header = source.header
    examination.finish()
    if not examination.rows_read:
        raise ImportFileError("The file has a header, but no rows.", code="file_without_rows")
    kept, counted = examination.problems, examination.problems.rows
    known = _known(examination)
    return Preview(
        mapping=_mapping(header, head, kept.kept, local_time),
        first_rows=_first_rows(header, head, kept.kept),
        rows=examination.rows_read,
        whole=whole,
        rows_expected=None if whole else expected,
        orders=len(examination.sections.invoices),
        orders_known=len(known),
        orders_shorter=_shorter(examination, known) if whole else [],
        rejected=counted[RowVerdict.REJECTED],
        repeated=counted[RowVerdict.REPEATED],
        conflict=counted[RowVerdict.CONFLICT],
        by_code=dict(kept.by_code.most_common()),
        problems=kept.kept[:SHOWN_PROBLEMS],
    )


def _known(examination: Examination) -> dict[str, int]:
    """Of the orders that the shop has already, how many lines each."""
    return dict(
        Order.objects.filter(number__in=list(examination.sections.invoices)).values_list("number", "line_count")
    )


def _shorter(examination: Examination, known: dict[str, int]) -> list[str]:
    """Orders of which the file has fewer rows than the shop has lines, in words."""
    invoices = examination.sections.invoices
    return [
        f"{number} ({lines} lines, {invoices[number].rows} in the file)"
        for number, lines in sorted(known.items())
        if invoices[number].rows < lines
    ]


def _order_of(header: list[str]) -> list[int]:
    """For each column of the file, where its cell stands in a row."""
    positions = list(columns.column_positions(header).values())
    return [positions.index(at) for at in range(len(header))]


def _mapping(header: list[str], head: Rows, problems: list[Problem], local_time: LocalTime) -> list[MappedColumn]:
    bad = {problem.line for problem in problems}
    good = [row for line, row in enumerate(head, 2) if row and line not in bad]
    names = list(columns.column_positions(header))
    texts = good[0] if good else [""] * len(names)
    values = _values(dict(zip(names, texts, strict=True)), local_time) if good else texts
    return [
        MappedColumn(
            name=printable(header[at]),
            column=names[place],
            becomes=columns.BECOMES[names[place]],
            text=_shown(texts[place]),
            value=values[place],
        )
        for at, place in enumerate(_order_of(header))
    ]


def _values(row: dict[str, str], local_time: LocalTime) -> list[str]:
    """What a good row becomes."""
    country = cells.country(row[columns.COUNTRY])
    values = {
        columns.INVOICE: cells.invoice_number(row[columns.INVOICE]),
        columns.SKU: cells.sku(row[columns.SKU]),
        columns.DESCRIPTION: cells.description(row[columns.DESCRIPTION]),
        columns.QUANTITY: f"{cells.quantity(row[columns.QUANTITY]):,}",
        columns.DATE: f"{local_time.moment(local_time.text(row[columns.DATE])):%Y-%m-%d %H:%M:%S}",
        columns.PRICE: cells.price_text(cells.price(row[columns.PRICE])),
        columns.CUSTOMER: cells.customer_number(row[columns.CUSTOMER]),
        columns.COUNTRY: country,
        columns.EMAIL: cells.email(row.get(columns.EMAIL, "")),
        columns.PHONE: cells.phone(row.get(columns.PHONE, ""), country=country),
    }
    return [values[name] for name in row]


def _first_rows(header: list[str], head: Rows, problems: list[Problem]) -> list[PreviewRow]:
    reasons: dict[int, dict[str, str]] = {}
    for problem in problems:
        if problem.line <= len(head) + 1 and problem.verdict == RowVerdict.REJECTED:
            reasons.setdefault(problem.line, {})[problem.column] = problem.reason
    order = _order_of(header)
    names = list(columns.column_positions(header))
    shown = []
    for line, row in enumerate(head, 2):
        if not row:
            continue
        why = reasons.get(line, {})
        complete = len(row) == len(header)
        places = order if complete else range(len(row))
        found = [PreviewCell(_shown(row[place]), why.get(names[place], "") if complete else "") for place in places]
        shown.append(PreviewRow(line, found, list(why.values())))
    return shown


def _shown(text: str) -> str:
    return printable(text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 1]}…")

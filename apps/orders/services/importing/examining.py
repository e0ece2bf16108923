"""Every row of the file against the rules. This is where the time of an import goes: a million rows, a few µs each.

What makes it fast: a cell's text is judged once and its value kept in a dict, for most texts come again and again;
what does not change from row to row (invoice, time, customer, country) is compared, not looked up; rows are formatted
once, for the digest and for COPY alike, and counted, hashed and numbered by the run, not one by one; faults cost
nothing until there is one.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from apps.orders.enums import RowVerdict
from apps.orders.rules.importing import cells
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.rules.importing.digest import sum_of_hashes
from apps.orders.rules.importing.faults import Fault, FaultCode
from apps.orders.rules.importing.sections import InvoiceCopy, Sections
from apps.orders.rules.importing.signs import check_signs, letter_of
from apps.orders.services.importing.contacts import Contacts
from apps.orders.services.importing.judged import Judged
from apps.orders.services.importing.problems import Problems
from apps.orders.services.importing.records import BrokenRow


class StagedProduct:
    """A SKU of the file. Its name is None until a row of it was taken."""

    __slots__ = ("key", "name", "sku")

    def __init__(self, key: int, sku: str) -> None:
        self.key = key
        self.sku = sku
        self.name: str | None = None


@dataclass(slots=True)
class Run:
    """Rows in a row with the same invoice, time, customer and country: their texts, and what they mean."""

    texts: tuple[str, str, str, str]
    number: str
    letter: str
    at: str
    customer: str
    country: str
    copy: InvoiceCopy | None = None
    # Of rows that were taken and not staged yet.
    values: list[str] = field(default_factory=list)
    product_keys: list[int] = field(default_factory=list)
    total: int = 0


class Examination:
    """Judges rows of `columns` and keeps what the rest of the import needs: invoices, products, contacts, problems.

    `examine` gives back the accepted rows of first copies as text for COPY: order key, position, product key, SKU,
    name, quantity, unit price. Keys of orders count on from `last_order`, those of products from `last_product`, save
    for the products that have one.
    """

    def __init__(
        self,
        *,
        local_time: cells.LocalTime,
        last_order: int = 0,
        last_product: int = 0,
        products: dict[str, int],
        columns: tuple[str, ...] = COLUMNS,
    ) -> None:
        self.problems = Problems()
        self.width = len(columns)
        self.sections = Sections(self._compare, last_key=last_order)
        self.products = {sku: StagedProduct(key, sku) for sku, key in products.items()}
        self._last_product = last_product
        # Of each invoice; of rows that are torn, as far as their text names one.
        self.rejected: Counter[str] = Counter()
        self.rows_read = 0
        self.lines_taken = 0
        self._products = Judged(self._product)
        self._names = Judged(_copy_text)
        self._quantities = Judged(_quantity)
        self._prices = Judged(_price)
        self._numbers = Judged(cells.invoice_number)
        self._times = Judged(local_time.text)
        self._customers = Judged(cells.customer_number)
        self._countries = Judged(cells.country)
        self.contacts = Contacts(columns, customers=self._customers, countries=self._countries)
        self._run = Run(("", "", "", ""), "", "", "", "", "")
        # In the order of COLUMNS; for rows that have a fault.
        self._readers: tuple[Judged[str, Any], ...] = (
            self._numbers,
            self._products,
            self._names,
            self._quantities,
            self._times,
            self._prices,
            self._customers,
            self._countries,
        )

    def examine(self, first: int, rows: list[list[str]]) -> str:
        """Take the next rows; `first` is the line of the first one."""
        products, names, quantities, prices = self._products, self._names, self._quantities, self._prices
        run = self._run
        texts = run.texts
        staged: list[str] = []
        rejected: set[int] = set()
        orders = rows if self.width == len(COLUMNS) else [self._cells_of_order(row) for row in rows]
        for line, row in enumerate(orders, first):
            try:
                invoice, sku, description, pieces, date, cost, customer, country = row
                product = products[sku]
                name = names[description]
                quantity, quantity_text = quantities[pieces]
                price, price_text = prices[cost]
                if texts != (invoice, date, customer, country):
                    staged += self._stage(run)
                    run = self._begin_run(invoice, date, customer, country)
                    texts = run.texts
                copy = run.copy
                if run.letter or quantity < 0 or price < 0 or copy is None:
                    copy = self._look_closer(run, line, product.sku, quantity, price)
            except (Fault, ValueError) as fault:
                self._reject(line, rows[line - first], fault)
                rejected.add(line - first)
                continue
            run.values.append(f"{product.sku}\t{name}\t{quantity_text}\t{price_text}")
            run.product_keys.append(product.key)
            run.total += quantity * price
            if copy.key and ((name and price > 0) or not product.name):
                product.name = name
        if orders is not rows:
            self.contacts.take(row for at, row in enumerate(rows) if at not in rejected)
        staged += self._stage(run)
        self._run = run
        self.rows_read += len(rows)
        self.lines_taken += len(staged)
        return "".join(staged)

    def finish(self) -> None:
        """To be called after the last row."""
        self.sections.end_section()

    def _cells_of_order(self, row: list[str]) -> list[str]:
        """The eight cells of a row that has more; none where those about the customer are bad, `_faults` finds out."""
        return row[: len(COLUMNS)] if len(row) == self.width and not self.contacts.faults(row) else []

    def _begin_run(self, invoice: str, date: str, customer: str, country: str) -> Run:
        number = self._numbers[invoice]
        return Run(
            texts=(invoice, date, customer, country),
            number=number,
            letter=letter_of(number),
            at=self._times[date],
            customer=self._customers[customer],
            country=self._countries[country],
        )

    def _stage(self, run: Run) -> list[str]:
        """Count the rows of a run that were taken, and give their texts; none for copies that are not the first."""
        copy, values = run.copy, run.values
        if copy is None or not values:
            return []
        head = f"{run.number}\t{run.customer}\t{run.country}\t{run.at}\t"
        copy.hashes += sum_of_hashes(values, head=head)
        copy.total += run.total
        key, position = copy.key, copy.rows
        copy.rows += len(values)
        texts = [
            f"{key}\t{number}\t{product_key}\t{text}\n"
            for number, (product_key, text) in enumerate(zip(run.product_keys, values, strict=True), position + 1)
        ]
        run.values, run.product_keys, run.total = [], [], 0
        return texts if key else []

    def _look_closer(self, run: Run, line: int, sku: str, quantity: int, price: int) -> InvoiceCopy:
        """The first row of a run, and those whose signs are not plain."""
        adjusts = check_signs(letter=run.letter, sku=sku, quantity=quantity, price=price)
        copy = run.copy
        if copy is None:
            copy = run.copy = self.sections.copy_for(
                number=run.number, at=run.at, customer=run.customer, country=run.country, line=line
            )
        copy.adjusts = copy.adjusts or adjusts
        return copy

    def _product(self, text: str) -> StagedProduct:
        sku = cells.sku(text)
        product = self.products.get(sku)
        if product is None:
            self._last_product += 1
            product = self.products[sku] = StagedProduct(self._last_product, sku)
        return product

    def _reject(self, line: int, row: Sequence[str], fault: Exception) -> None:
        if not row:
            self.rows_read -= 1  # a blank line
            return
        whole = len(row) == self.width
        faults = self._faults(row, fault)
        self.problems.row(line=line, cells=row, invoice=row[0] if whole else "", faults=faults)
        for text in invoice_cells(row, self.width):
            with suppress(Fault):
                self.rejected[cells.invoice_number(text)] += 1

    def _faults(self, row: Sequence[str], first: Exception) -> list[Fault]:
        """All that is wrong with the row's cells; when they are all right, what was found in the row as a whole."""
        if isinstance(row, BrokenRow):
            return [Fault(FaultCode.BROKEN_QUOTES, "A quote is opened and not closed, or stands inside a cell.")]
        if len(row) != self.width:
            return [Fault(FaultCode.WRONG_NUMBER_OF_CELLS, f"{len(row)} cells instead of {self.width}.")]
        faults = []
        for column, text, values in zip(COLUMNS, row, self._readers, strict=False):
            try:
                values[text]
            except Fault as fault:
                fault.column = column
                faults.append(fault)
        faults += self.contacts.faults(row)
        if not faults and not isinstance(first, Fault):
            raise first
        return faults or [first]  # type: ignore[list-item]  # checked above

    def _compare(self, number: str, copy: InvoiceCopy, first: InvoiceCopy) -> None:
        if copy.has_rows_of(first):
            verdict, code = RowVerdict.REPEATED, FaultCode.REPEATED_INVOICE
            reason = f"The same rows as from line {first.line:,} on."
        else:
            verdict, code = RowVerdict.CONFLICT, FaultCode.INVOICE_CONFLICT
            reason = f"Other rows than from line {first.line:,} on; the first copy stays."
        self.problems.invoice(verdict, number=number, line=copy.line, rows=copy.rows, code=code, reason=reason)


def invoice_cells(row: Sequence[str], width: int) -> Sequence[str]:
    """The cells that may tell whose row it is. Where cells are missing or one too many, any of them may."""
    if isinstance(row, BrokenRow):
        return [text.strip('"') for text in row[0].split(",")]
    return row[:1] if len(row) == width else row


def _copy_text(text: str) -> str:
    """A description as COPY's text format has it. Control characters are refused, so only backslashes need escaping."""
    return cells.description(text).replace("\\", "\\\\")


def _quantity(text: str) -> tuple[int, str]:
    quantity = cells.quantity(text)
    return quantity, str(quantity)


def _price(text: str) -> tuple[int, str]:
    price = cells.price(text)
    return price, cells.price_text(price)

"""Sections of a file, and invoices that come back in a later one.

A section is a maximal run of rows whose date does not go back. Inside one an invoice may be interrupted by others, and
equal rows are genuine. In a later section the same number is another copy of the invoice: the first one is taken, the
others are compared with it.
"""

from collections.abc import Callable

from apps.orders.rules.importing.columns import COUNTRY, CUSTOMER
from apps.orders.rules.importing.digest import digest_text
from apps.orders.rules.importing.faults import Fault, FaultCode


class InvoiceCopy:
    """An invoice as it stands in one section of the file. There is one for every invoice, so it is kept small."""

    __slots__ = ("adjusts", "country", "customer", "hashes", "key", "line", "placed_at", "rows", "section", "total")

    def __init__(self, *, key: int, section: int, line: int, placed_at: str, customer: str, country: str) -> None:
        self.key = key  # counts first copies; 0 for those that come back
        self.section = section
        self.line = line
        self.placed_at = placed_at
        self.customer = customer
        self.country = country
        self.rows = 0
        self.hashes = 0  # sum_of_hashes() of its rows
        self.total = 0  # thousandths
        self.adjusts = False

    @property
    def digest(self) -> str:
        return digest_text(self.hashes)

    def has_rows_of(self, other: "InvoiceCopy") -> bool:
        """Whether both are the same multiset of rows."""
        return self.rows == other.rows and self.digest == other.digest


class Sections:
    """Follows the rows of a file and hands out the copy that each belongs to.

    `on_return(number, copy, first)` is called for every copy after the first, once its section has ended. The keys of
    first copies count on from `last_key`.
    """

    def __init__(self, on_return: Callable[[str, InvoiceCopy, InvoiceCopy], None], *, last_key: int = 0) -> None:
        self.invoices: dict[str, InvoiceCopy] = {}
        self.section = 1
        self._returned: dict[str, InvoiceCopy] = {}
        self._latest = ""
        self._on_return = on_return
        self._last_key = last_key

    @property
    def ended(self) -> int:
        """How many sections are over: after the last `end_section`, all."""
        return self.section - 1

    def copy_for(self, *, number: str, at: str, customer: str, country: str, line: int) -> InvoiceCopy:
        """The copy that the next row belongs to. Times are texts that sort as they passed.

        Raises Fault when customer or country are not those of the copy's first row.
        """
        if at < self._latest:
            self.end_section()
        copy = self._returned.get(number) or self.invoices.get(number)
        if copy is None or copy.section != self.section:
            copy = self._begin(number, at=at, customer=customer, country=country, line=line)
        elif copy.customer != customer:
            raise Fault(FaultCode.CUSTOMER_DIFFERS, f"{_on_line(copy)} has {copy.customer or 'no customer'}.", CUSTOMER)
        elif copy.country != country:
            raise Fault(FaultCode.COUNTRY_DIFFERS, f"{_on_line(copy)} has {copy.country}.", COUNTRY)
        self._latest = at
        return copy

    def _begin(self, number: str, *, at: str, customer: str, country: str, line: int) -> InvoiceCopy:
        returned = number in self.invoices
        copy = InvoiceCopy(
            key=0 if returned else self._last_key + len(self.invoices) + 1,
            section=self.section,
            line=line,
            placed_at=at,
            customer=customer,
            country=country,
        )
        (self._returned if returned else self.invoices)[number] = copy
        return copy

    def end_section(self) -> None:
        """Compare the copies of this section that came back; also to be called after the last row."""
        for number, copy in self._returned.items():
            self._on_return(number, copy, self.invoices[number])
        self._returned.clear()
        self.section += 1
        self._latest = ""


def _on_line(copy: InvoiceCopy) -> str:
    return f"The first row of this invoice, on line {copy.line:,},"

"""E-mail addresses and phone numbers of customers, where a file has columns for them beside the eight."""

from collections.abc import Iterable, Sequence

from apps.orders.rules.importing import cells
from apps.orders.rules.importing.columns import COLUMNS, COUNTRY, CUSTOMER, EMAIL, PHONE
from apps.orders.rules.importing.faults import Fault, FaultCode
from apps.orders.services.importing.judged import Judged

CUSTOMER_AT, COUNTRY_AT = COLUMNS.index(CUSTOMER), COLUMNS.index(COUNTRY)


class Contacts:
    """Judges the cells of optional columns and keeps what to know of customers.

    `of` has for each customer number the last address and the last number that a row which is taken has; what a file
    has no column for, or no row, is empty.
    """

    def __init__(self, columns: Sequence[str], *, customers: Judged[str, str], countries: Judged[str, str]) -> None:
        self.of: dict[str, tuple[str, str]] = {}
        self._at = {column: columns.index(column) for column in (EMAIL, PHONE) if column in columns}
        self._customers = customers
        self._countries = countries
        self._emails = Judged(cells.email)
        self._phones: Judged[tuple[str, str], str] = Judged(lambda key: cells.phone(key[0], country=key[1]))

    def faults(self, row: Sequence[str]) -> list[Fault]:
        """What is wrong with the cells about its customer, of a row that has all its cells."""
        faults = []
        for column in self._at:
            try:
                self._value(column, row)
            except Fault as fault:
                fault.column = column
                faults.append(fault)
        if not row[CUSTOMER_AT].strip() and any(row[at].strip() for at in self._at.values()):
            faults.append(Fault(FaultCode.CUSTOMER_NEEDED, "Whose address or number is it?", CUSTOMER))
        return faults

    def take(self, rows: Iterable[Sequence[str]]) -> None:
        """Keep what these rows say; all their cells are good."""
        for row in rows:
            if number := self._customers[row[CUSTOMER_AT]]:
                email, phone = self.of.get(number, ("", ""))
                self.of[number] = (self._value(EMAIL, row) or email, self._value(PHONE, row) or phone)

    def _value(self, column: str, row: Sequence[str]) -> str:
        if column not in self._at:
            return ""
        text = row[self._at[column]]
        return self._emails[text] if column == EMAIL else self._phones[text, self._country(row)]

    def _country(self, row: Sequence[str]) -> str:
        """The row's country, to read a number without a plus; a country that is not known has a fault of its own."""
        try:
            return self._countries[row[COUNTRY_AT]]
        except Fault:
            return ""

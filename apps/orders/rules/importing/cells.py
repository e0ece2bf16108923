"""One cell at a time: its text as it stands in the file becomes the value that is stored, or a Fault.

Outer spaces never matter. Figures are plain ASCII digits: what `int()` and `Decimal()` would also take (`1_000`, `1e5`,
`NaN`, digits of other scripts) is refused. The functions are slow compared with a dict, so the import calls each one
once for every distinct text (services/importing/examining.py).
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apps.catalog.rules.skus import canonical_sku
from apps.core.contacts import ContactRefused, canonical_email, canonical_phone
from apps.core.names import control_in, why_not
from apps.core.spreadsheets import plain_cell
from apps.orders.rules.countries import code_of_country
from apps.orders.rules.importing.faults import Fault, FaultCode

MAX_QUANTITY = 1_000_000
MAX_PRICE = 1_000_000
MAX_SKU = 40
MAX_NAME = 200
FIRST_YEAR = 2000

_LINE_BREAK = re.compile(r"[\r\n]")
_INVOICE = re.compile(r"[CcAa]?[0-9]{6,10}")
_SKU = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _./-]*")
_QUANTITY = re.compile(r"-?[0-9]{1,18}")
_PRICE = re.compile(r"(-?)([0-9]{1,18})(?:\.([0-9]{1,3}))?")
_LONG_PRICE = re.compile(r"-?[0-9]+\.[0-9]{4,}")
_CUSTOMER = re.compile(r"([0-9]{1,12})(?:\.0)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def _trimmed(text: str) -> str:
    if control := control_in(text):
        if _LINE_BREAK.match(control):
            raise Fault(FaultCode.LINE_BREAK, "The text goes on over the end of the line.")
        raise Fault(FaultCode.CONTROL_CHARACTER, why_not(control))
    return text.strip()


def _given(text: str) -> str:
    if not (trimmed := _trimmed(text)):
        raise Fault(FaultCode.MISSING, "The cell is empty.")
    return trimmed


def invoice_number(text: str) -> str:
    """`C536379`: six to ten digits, after `C` for a credit note or `A` for an adjustment."""
    number = _given(text)
    if not _INVOICE.fullmatch(number):
        raise Fault(FaultCode.INVOICE_FORMAT, f"{shown(number)} is not six to ten digits, after C or A or nothing.")
    return number.upper()


def sku(text: str) -> str:
    """`85123A`: letters, digits, spaces, `_`, `.`, `/` and `-`, in capitals."""
    code = _given(text)
    if len(code) > MAX_SKU:
        raise Fault(FaultCode.TOO_LONG, f"{len(code)} characters; {MAX_SKU} are the most.")
    # Checked before it is put in capitals: the capital of a letter outside ASCII can be one inside (ſ, ß).
    if not _SKU.fullmatch(code):
        raise Fault(FaultCode.SKU_FORMAT, f"{shown(code)} has other signs than letters, digits, spaces and _ . / -")
    return canonical_sku(code)


def description(text: str) -> str:
    """Free text; may be empty. The apostrophe with which exports guard a name like `=1+1` is not part of it."""
    name = plain_cell(_trimmed(text))
    if len(name) > MAX_NAME:
        raise Fault(FaultCode.TOO_LONG, f"{len(name)} characters; {MAX_NAME} are the most.")
    return name


def quantity(text: str) -> int:
    """A whole number other than zero."""
    digits = _given(text)
    if not _QUANTITY.fullmatch(digits):
        raise Fault(FaultCode.QUANTITY_FORMAT, f"{shown(digits)} is not a whole number in plain digits.")
    number = int(digits)
    if number == 0:
        raise Fault(FaultCode.QUANTITY_ZERO, "A line of zero pieces says nothing.")
    if abs(number) > MAX_QUANTITY:
        raise Fault(FaultCode.QUANTITY_RANGE, f"{number:,} pieces; {MAX_QUANTITY:,} are the most.")
    return number


def price(text: str) -> int:
    """A unit price in thousandths: `2.1` is 2100."""
    digits = _given(text)
    found = _PRICE.fullmatch(digits)
    if not found and _LONG_PRICE.fullmatch(digits):
        raise Fault(FaultCode.PRICE_DECIMALS, f"{shown(digits)} has more than three decimals.")
    if not found:
        raise Fault(FaultCode.PRICE_FORMAT, f"{shown(digits)} is not a price in plain digits with a decimal point.")
    sign, whole, decimals = found.groups("")
    thousandths = int(whole) * 1000 + int(decimals.ljust(3, "0"))
    if thousandths > MAX_PRICE * 1000:
        raise Fault(FaultCode.PRICE_RANGE, f"{shown(digits)} is above {MAX_PRICE:,}.")
    return -thousandths if sign else thousandths


def customer_number(text: str) -> str:
    """`13085`, also written `13085.0` as spreadsheets do; empty when the customer is not known."""
    number = _trimmed(text)
    if not number:
        return ""
    if not (found := _CUSTOMER.fullmatch(number)):
        raise Fault(FaultCode.CUSTOMER_FORMAT, f"{shown(number)} is not a customer number of up to twelve digits.")
    return found[1]


def country(text: str) -> str:
    """The two-letter code of a country's English name, or of one of the names that only order files know."""
    name = _given(text)
    if not (code := code_of_country(name)):
        raise Fault(FaultCode.COUNTRY_UNKNOWN, f"{shown(name)} is not a country this shop knows (docs/import.md).")
    return code


def email(text: str) -> str:
    """An e-mail address as the shop keeps it; empty when there is none."""
    try:
        return canonical_email(text) if text.strip() else ""
    except ContactRefused as refusal:
        raise Fault(FaultCode(refusal.code), refusal.message) from refusal


def phone(text: str, *, country: str) -> str:
    """A phone number as the shop keeps it; empty when there is none. Without a plus it is one of `country`."""
    try:
        return canonical_phone(text, country=country) if text.strip() else ""
    except ContactRefused as refusal:
        raise Fault(FaultCode(refusal.code), refusal.message) from refusal


@dataclass(frozen=True)
class LocalTime:
    """Reads times of day in `zone`, from the year 2000 up to `latest` (aware)."""

    zone: ZoneInfo
    latest: datetime

    def text(self, text: str) -> str:
        """`YYYY-MM-DD HH:MM:SS`, once it is known to be a moment that existed. As text, times sort as they passed."""
        local = _given(text)
        moment = self.moment(local)
        if int(local[:4]) < FIRST_YEAR or moment > self.latest:
            raise Fault(FaultCode.DATE_RANGE, f"{local} is before {FIRST_YEAR} or after {self.latest:%Y-%m-%d %H:%M}.")
        # Clocks that go forward skip an hour: a time in it comes back as another one.
        if moment.astimezone(self.zone).replace(tzinfo=None) != datetime.fromisoformat(local):
            raise Fault(FaultCode.DATE_SKIPPED, f"{local} did not exist in {self.zone}: clocks went forward.")
        return local

    def moment(self, local: str) -> datetime:
        """The moment in UTC. Of the two that an hour has which comes twice in autumn, the first."""
        if _DATE.fullmatch(local):
            with suppress(ValueError, OverflowError):
                return datetime.fromisoformat(local).replace(tzinfo=self.zone).astimezone(UTC)
        raise Fault(FaultCode.DATE_FORMAT, f"{shown(local)} is not a date as YYYY-MM-DD HH:MM:SS.")


def shown(text: str) -> str:
    """A cell's text as reasons quote it: bounded, control characters escaped."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def printable(text: str) -> str:
    """The text with U+FFFD for what neither a terminal nor JSON in PostgreSQL can bear."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def price_text(thousandths: int) -> str:
    """2100 as `2.100`."""
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000:03d}"

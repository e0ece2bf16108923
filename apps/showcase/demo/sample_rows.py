"""Invoices in the shape of UCI Online Retail II, with the traps of the real file.

Numbers lie outside those of the real file (invoices from 600001, customers from 19000, codes from 91000), so that both
can go into one shop.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from apps.showcase.demo.goods import CATEGORIES, make_name, popular

HEADER = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
FIRST_INVOICE, FIRST_CUSTOMER, FIRST_CODE = 600001, 19000, 91000
STARTS_AT = datetime(2009, 12, 1, 7, 45, tzinfo=UTC)
COUNTRIES = (
    *("United Kingdom",) * 46,
    *("EIRE", "EIRE", "Germany", "Germany", "France", "France", "RSA", "Channel Islands", "European Community"),
    *("Unspecified", "Netherlands", "Spain", "USA", "Japan"),
)
NOTES = ("damaged", "check", "?", "damages", "missing", "")
VOUCHER = ("gift_0001_40", "Dotcomgiftshop Gift Voucher £40.00", "34.04")
SERVICES = (
    ("POST", "POSTAGE", "18.0"),
    ("DOT", "DOTCOM POSTAGE", "215.79"),
    ("M", "Manual", "373.57"),
    ("m", "Manual", "2.55"),
    ("C2", "CARRIAGE", "50.0"),
    ("BANK CHARGES", "Bank Charges", "15.0"),
    VOUCHER,
)
# Which of the first invoices are made special, so that the smallest sample holds every kind.
SHOWN_EARLY = {2: "write_off", 3: "cancellation", 5: "bad_debt", 6: "manual_credit"}
KINDS = {"write_off": 0.064, "cancellation": 0.155, "bad_debt": 0.1555, "manual_credit": 0.156}

Row = tuple[str, ...]


@dataclass(slots=True)
class Invoice:
    """One invoice. When it is interrupted, the rows of `tail` come after those of the next invoice."""

    number: str
    kind: str
    head: list[Row]
    tail: list[Row] = field(default_factory=list)
    ends_later: bool = False

    @property
    def rows(self) -> list[Row]:
        return self.head + self.tail


def in_file_order(invoices: Iterable[Invoice]) -> Iterator[Row]:
    """The rows as a shop's export writes them: an interrupted invoice goes on after the next one has begun."""
    waiting: list[Row] = []
    for invoice in invoices:
        yield from invoice.head
        yield from waiting
        waiting = invoice.tail
    yield from waiting


class SampleShop:
    """Makes invoices one after the other while its clock goes on. The same seed gives the same rows."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = STARTS_AT
        self.made = 0
        slugs = list(CATEGORIES)
        self.goods: list[tuple[str, str, str]] = []
        for code in range(FIRST_CODE, FIRST_CODE + 2400):
            name, letter = make_name(self.random.choice(slugs), random=self.random), self.random.choice(" ABCPW")
            self.goods.append(
                (f"{code}{letter}".strip(), name, f"{(21 + int(1300 * self.random.random() ** 3)) / 100}")
            )

    def invoices(self, lines: int, *, longest: int | None = None) -> Iterator[Invoice]:
        """Invoices that have `lines` rows together, none more than `longest`."""
        held: Invoice | None = None
        while lines > 0:
            if held is None or held.ends_later:
                self._pass_time()
            invoice = self._next_invoice(limit=min(lines, longest or lines))
            lines -= len(invoice.rows)
            if held is not None:
                if held.ends_later:
                    held.tail = [(*row[:4], self._timestamp(), *row[5:]) for row in held.tail]
                yield held
            held = invoice if invoice.tail else None
            if held is None:
                yield invoice
        if held is not None:
            yield held

    def _pass_time(self) -> None:
        self.now += timedelta(minutes=self.random.randrange(1, 14))
        if self.now.hour >= 20:
            self.now = self.now.replace(hour=8, minute=0) + timedelta(days=1)

    def _timestamp(self) -> str:
        return self.now.strftime("%Y-%m-%d %H:%M:00")

    def _next_invoice(self, *, limit: int) -> Invoice:
        number = str(FIRST_INVOICE + self.made)
        self.made += 1
        kind = SHOWN_EARLY.get(self.made) or ("sale" if self.made < 12 else self._kind())
        if kind == "write_off":
            return self._write_off(number)
        if kind == "cancellation":
            return self._cancellation(number, limit)
        if kind == "bad_debt":
            return self._bad_debt(number)
        if kind == "manual_credit":
            return self._manual_credit(number)
        return self._sale(number, limit)

    def _kind(self) -> str:
        """Kinds of invoices as often as in the real file."""
        draw = self.random.random()
        return next((kind for kind, below in KINDS.items() if draw < below), "sale")

    def _write_off(self, number: str) -> Invoice:
        code, _, _ = self._goods()
        note, quantity = self.random.choice(NOTES), -self.random.randrange(1, 200)
        return Invoice(number, "adjustment", [self._row(number, code, note, quantity, "0.0", "", "United Kingdom")])

    def _bad_debt(self, number: str) -> Invoice:
        price = self.random.choice(("-11062.06", "11062.06", "-53594.36"))
        row = self._row(f"A{number}", "B", "Adjust bad debt", 1, price, "", "United Kingdom")
        return Invoice(f"A{number}", "adjustment", [row])

    def _manual_credit(self, number: str) -> Invoice:
        row = self._row(f"C{number}", "M", "Manual", 1, "373.57", "", "United Kingdom")
        return Invoice(f"C{number}", "credit_note", [row])

    def _cancellation(self, number: str, limit: int) -> Invoice:
        customer, country = self._customer()
        rows = []
        for _ in range(min(limit, self.random.choice((1, 1, 1, 2, 3, 5)))):
            code, name, price = self._goods()
            rows.append(self._row(f"C{number}", code, name, -self.random.randrange(1, 24), price, customer, country))
        return Invoice(f"C{number}", "credit_note", rows)

    def _sale(self, number: str, limit: int) -> Invoice:
        customer, country = ("", "EIRE") if self.made == 4 else self._customer()
        wanted = min(limit, 1 + int(self.random.expovariate(1 / 21)), 10 if self.made < 12 else limit)
        rows = [self._sale_row(number, customer, country) for _ in range(wanted)]
        if self.made == 1:
            rows = self._traps(number, customer, country)[:limit]
        elif wanted > 3 and (self.made < 12 or self.random.random() < 0.22):
            rows[-1] = rows[0]  # a genuine repeated line
        invoice = Invoice(number, "sale", rows)
        if len(rows) > 5 and (self.made < 12 or self.random.random() < 0.04):
            middle = len(rows) // 2
            invoice.head, invoice.tail = rows[:middle], rows[middle:]
            invoice.ends_later = self.made < 12 or self.random.random() < 0.1
        return invoice

    def _traps(self, number: str, customer: str, country: str) -> list[Row]:
        """One row of each kind that a careless reader stumbles over."""
        code, name, price = next(goods for goods in self.goods if goods[0][-1].isalpha())
        written = [
            (code, name, 2, price),
            (f"{code.lower()} ", f" {name} ", 3, price),
            (code, "", 1, "0.0"),
            (code, name, 12, "0.001"),
            (*VOUCHER[:2], 1, VOUCHER[2]),
            ("POST", "POSTAGE", 1, "18.0"),
        ]
        rows = [self._row(number, code, name, n, price, customer, country) for code, name, n, price in written]
        return [rows[0], *rows]

    def _sale_row(self, number: str, customer: str, country: str) -> Row:
        draw = self.random.random()
        if draw < 0.006:
            code, name, price = self.random.choice(SERVICES)
            return self._row(number, code, name, 1, price, customer, country)
        quantity = self.random.choice((1, 1, 2, 3, 4, 6, 6, 12, 12, 24, 48))
        code, name, price = self._goods()
        if draw < 0.011:
            price, name = "0.0", self.random.choice(("", name))
        elif draw < 0.0111:
            price = "0.001"
        elif draw < 0.03:
            code = code.lower()
        elif draw < 0.031:
            code += " "
        elif draw < 0.2:
            name += " "
        return self._row(number, code, name, quantity, price, customer, country)

    def _goods(self) -> tuple[str, str, str]:
        return self.goods[popular(self.random, len(self.goods))]

    def _customer(self) -> tuple[str, str]:
        """Id and country; one invoice in seven is for nobody in particular, a few say another country than usual."""
        index = popular(self.random, 4000)
        country = COUNTRIES[index % len(COUNTRIES)]
        draw = self.random.random()
        if draw < 0.15:
            return "", country
        return f"{FIRST_CUSTOMER + index}.0", "United Kingdom" if draw > 0.998 else country

    def _row(self, number: str, code: str, name: str, quantity: int, price: str, customer: str, country: str) -> Row:
        return (number, code, name, str(quantity), self._timestamp(), price, customer, country)

"""Order lines as a CSV file in the columns that the import reads: streamed, whatever their number."""

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Func, Value

from apps.accounts.models import User
from apps.core.audit import record
from apps.core.errors import DomainError, NotAllowed
from apps.core.spreadsheets import safe_cell
from apps.orders.models import Order, OrderLine
from apps.orders.rules.countries import COUNTRIES
from apps.orders.rules.importing.columns import COLUMNS
from apps.orders.rules.reporting import FIRST_DAY, LAST_DAY

FIRST_ROWS = 100  # a reader sees at once that something comes
ROWS = 2_000
GZIP = 16 + zlib.MAX_WBITS
FIELDS = (
    *("order__number", "sku", "name", "quantity", "local_time"),
    *("unit_price", "order__customer__number", "order__country"),
)


@dataclass(frozen=True, kw_only=True)
class OrderChoice:
    """Orders in the shop's currency, of a country (two letters), placed on days from `first` to `last` in `zone`.

    One currency, because the file has no column for it.
    """

    zone: ZoneInfo
    country: str = ""
    first: date | None = None
    last: date | None = None

    def conditions(self, *, of_order: str = "") -> dict[str, Any]:
        """For `filter`; `of_order` is where the order stands, seen from what is filtered."""
        conditions: dict[str, Any] = {}
        if self.country:
            conditions["country"] = self.country
        if self.first:
            conditions["placed_at__gte"] = self._midnight(self.first)
        if self.last:
            conditions["placed_at__lt"] = self._midnight(self.last + timedelta(days=1))
        return {f"{of_order}{name}": value for name, value in conditions.items()}

    def as_json(self) -> dict[str, str]:
        days = {"first": str(self.first or ""), "last": str(self.last or "")}
        return {"country": self.country, **days, "timezone": self.zone.key, "currency": settings.CURRENCY}

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


class Export:
    """The file, as blocks of bytes. `lines` and `orders` count what was written so far."""

    def __init__(self, choice: OrderChoice, *, gzip: bool) -> None:
        self.choice = choice
        self.lines = 0
        self.orders = 0
        self._gzip = gzip

    @property
    def orders_left_out(self) -> int:
        """How many orders were chosen, but are in another currency."""
        chosen = Order.objects.filter(**self.choice.conditions())
        return chosen.exclude(currency=settings.CURRENCY).count()

    def __iter__(self) -> Iterator[bytes]:
        if not self._gzip:
            yield from self._blocks()
            return
        packer = zlib.compressobj(wbits=GZIP)
        for block in self._blocks():
            if packed := packer.compress(block):
                yield packed
        yield packer.flush()

    def _blocks(self) -> Iterator[bytes]:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        rows = self._rows()
        count = FIRST_ROWS
        while block := list(islice(rows, count)):
            writer.writerows(block)
            self.lines += len(block)
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
            count = ROWS
        if rest := buffer.getvalue():
            yield rest.encode()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """In the order of COLUMNS, oldest order first, as an order file has them."""
        lines = OrderLine.objects.filter(
            order__currency=settings.CURRENCY, **self.choice.conditions(of_order="order__")
        ).order_by("order__placed_at", "order__id", "position")
        # Written by the database: to make an aware datetime of every row would take longer than all the rest.
        local = Func(Value(self.choice.zone.key), F("order__placed_at"), function="timezone")
        text = Func(local, Value("YYYY-MM-DD HH24:MI:SS"), function="to_char", output_field=CharField())
        last = ""
        # In a transaction the cursor stays in the server and rows come as they are found; outside, all are found first.
        with transaction.atomic():
            for number, sku, name, quantity, at, price, customer, country in (
                lines.annotate(local_time=text).values_list(*FIELDS).iterator(ROWS)
            ):
                if number != last:
                    last = number
                    self.orders += 1
                    invoice, buyer = safe_cell(number), safe_cell(customer or "")
                    land = COUNTRIES[country][0] if country in COUNTRIES else country
                yield invoice, sku, safe_cell(name), quantity, at, price, buyer, land


def export_orders(*, by: User | None, choice: OrderChoice, gzip: bool = False) -> Export:
    """The chosen order lines as a CSV file, to be iterated once; that somebody took it is in the audit trail.

    `by` is who gets it (None: the shop itself). Raises NotAllowed, and DomainError for a country that is none, days
    in the wrong order or before 1900 or after 2199, before the first byte.
    """
    if by is not None and not by.has_perm("orders.view_order"):
        raise NotAllowed("Exporting orders needs the permission to view them.")
    if choice.country and choice.country not in COUNTRIES:
        raise DomainError(f"{choice.country!r} is not the code of a country.", code="country_unknown", field="country")
    for field, day in (("first", choice.first), ("last", choice.last)):
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise DomainError(f"{day} is no day from {FIRST_DAY} to {LAST_DAY}.", code="day_out_of_range", field=field)
    if choice.first and choice.last and choice.first > choice.last:
        raise DomainError("The first day is after the last one.", code="days_reversed", field="first")
    if by is not None:
        record(actor=by, action="orders.lines_exported", target=by, after=choice.as_json())
    return Export(choice, gzip=gzip)

"""The experiment: one order written and read in each format; what it weighs, what it takes, what comes back."""

import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from typing import Any
from uuid import UUID

from apps.orders.enums import OrderStatus
from apps.showcase.lab.processes import Progress
from apps.showcase.lab.results import Bar, Bars, Result, Side, Table
from apps.showcase.scenarios.s28_serialization.formats import FORMATS, Format, write_floats
from apps.showcase.scenarios.s28_serialization.order import Order, facts_of, make_order, plain

ENOUGH = 0.15
"""Seconds that a measurement takes at least, over all its rounds."""
SAME, TEXT, CHANGED = "as it was", "as text", "changed"
READERS: dict[type, Any] = {
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    UUID: UUID,
    OrderStatus: OrderStatus,
}


@dataclass(frozen=True)
class Found:
    """What became of the order in one format; `refusal` says why there is nothing."""

    format: Format
    size: int = 0
    packed: int = 0
    writes: float = 0
    reads: float = 0
    kept: Counter[str] | None = None
    back: Any = None
    refusal: str = ""


def compare(progress: Progress, *, lines: int) -> dict[str, Any]:
    """An order of so many lines in every format."""
    order, found = make_order(lines), []
    for number, one in enumerate(FORMATS):
        progress(number, len(FORMATS), one.name)
        found.append(try_out(one, order))
    written = [one for one in found if not one.refusal]
    ours, packed, floats = found[0], found[1], next(one for one in found if one.format.write is write_floats)
    return Result(
        answer=answer(ours, packed), twin=twin(floats, order), sections=[sizes(written), times(written), table(found)]
    ).as_json()


def try_out(one: Format, order: Order) -> Found:
    """Write, read, compare, and take the time."""
    try:
        written = one.write(order)
    except TypeError as refusal:
        return Found(one, refusal=str(refusal))
    back = one.read(written)
    back = plain(back) if isinstance(back, Order) else back
    return Found(
        one,
        size=len(written),
        packed=len(gzip.compress(written)),
        writes=microseconds(one.write, order),
        reads=microseconds(one.read, written),
        kept=Counter(kept(before, after) for before, after in pairs(plain(order), back)),
        back=back,
    )


def pairs(before: dict[str, Any], after: Any) -> list[tuple[Any, Any]]:
    """Every fact, beside what came back at its place; nothing where nothing did."""
    found = dict(facts_of(after))
    return [(value, found.get(path, Ellipsis)) for path, value in facts_of(before)]


def kept(before: Any, after: Any) -> str:
    """Whether a value came back as it was, as text that says it exactly to whoever knows its type, or changed."""
    if type(after) is type(before) and str(after) == str(before):
        return SAME
    if isinstance(after, str) and type(before) in READERS and READERS[type(before)](after) == before:
        return TEXT
    return CHANGED


def microseconds(work: Any, value: Any) -> float:
    """Of the quickest round."""
    quickest, spent = 1.0, 0.0
    while spent < ENOUGH:
        began = perf_counter()
        work(value)
        took = perf_counter() - began
        quickest, spent = min(quickest, took), spent + took
    return quickest * 1e6


def changed(found: Found) -> int:
    return found.kept[CHANGED] if found.kept else 0


def broken(found: Found) -> bool:
    return changed(found) > 0 or found.format.runs_code


def answer(ours: Found, packed: Found) -> Side:
    lost = changed(ours) + changed(packed)
    return Side(
        lost == 0,
        "nothing is lost" if lost == 0 else f"{lost} facts changed",
        f"{1 - packed.size / ours.size:.0%}",
        "fewer bytes as MessagePack than as JSON, with the same facts",
        [
            ("JSON", f"{ours.size:,} bytes, {ours.writes:,.0f} + {ours.reads:,.0f} µs"),
            ("MessagePack", f"{packed.size:,} bytes, {packed.writes:,.0f} + {packed.reads:,.0f} µs"),
            ("Facts changed", f"{lost} of {(ours.kept or Counter()).total() * 2:,}"),
        ],
        "Amounts, times, ids and states are text, and whoever reads them knows what each is. Times are for writing and"
        " for reading by the strict parsers.",
    )


def twin(floats: Found, order: Order) -> Side:
    amounts = [line["amount"] for line in floats.back["lines"]]
    total = sum(amounts)
    return Side(
        changed(floats) == 0,
        f"{changed(floats):,} facts changed",
        repr(total),
        f"is what the lines come to; the order said {order.total}",
        [
            ("The first price", f"{order.lines[0].unit_price} became {floats.back['lines'][0]['unit_price']!r}"),
            ("As binary fraction", f"{Decimal(floats.back['lines'][0]['unit_price']):.20f}"),
            ("Lines and total", "agree" if total == floats.back["total"] else "do not agree any more"),
        ],
        "The standard library had refused the amounts; making them fit was one line.",
    )


def sizes(written: list[Found]) -> Bars:
    bars = [Bar(one.format.name, one.size, f"{one.size:,}", broken(one)) for one in written]
    note = "; ".join(f"{one.format.name.partition(',')[0]} {one.packed:,}" for one in written[:2])
    return Bars("What the order weighs", "bytes", bars, f"Compressed by gzip, as a proxy would send it: {note}.")


def times(written: list[Found]) -> Bars:
    bars = [
        Bar(one.format.name, one.writes + one.reads, f"{one.writes:,.0f} + {one.reads:,.0f}", broken(one))
        for one in written
    ]
    note = "The quickest of many rounds. The shop's parsers also look for duplicate members and too many values."
    return Bars("What writing and reading takes", "microseconds", bars, note)


def table(found: list[Found]) -> Table:
    rows = []
    for one in found:
        told = one.kept or Counter()
        facts = [f"{told[what]:,}" if one.kept else "–" for what in (SAME, TEXT, CHANGED)]
        safe = "runs what it says" if one.format.runs_code else "is data"
        rows.append([one.format.name, *facts, f"refuses: {one.refusal}" if one.refusal else safe])
    columns = ["Format", "As they were", "As text, exactly", "Changed", "A stranger's bytes"]
    note = (
        "Facts of the order. pydantic and marshmallow bring types back that they were told, pickle whatever it is told."
    )
    return Table("What comes back", columns, rows, [1, 2, 3], note)

"""A refund as a partner of ours would report it, what must be in it, and the same message with holes."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from apps.core.payloads import ABSENT, Absent


@dataclass(frozen=True)
class Amount:
    value: Decimal
    currency: str


@dataclass(frozen=True)
class Line:
    sku: str
    amount: Amount
    quantity: int = 1


@dataclass(frozen=True)
class RefundReported:
    """What the shop needs to know of a refund: nothing here may be guessed, but for the note and a fee."""

    reference: str
    made_at: datetime
    amount: Amount
    lines: tuple[Line, ...]
    fee: Decimal = Decimal(0)
    note: str = ""
    card_number: Absent = ABSENT


WHOLE: Mapping[str, Any] = {
    "id": "evt-81",
    "reference": "pay-4711",
    "made_at": "2026-11-26T20:04:00Z",
    "amount": {"value": "24.90", "currency": "EUR"},
    "lines": [
        {"sku": "85048", "quantity": 1, "amount": {"value": "13.90", "currency": "EUR"}},
        {"sku": "22423", "amount": {"value": "11.00", "currency": "EUR"}},
    ],
    "note": "arrived broken",
}
HOLES: Mapping[str, tuple[str, ...]] = {
    "whole": (),
    "reference": ("reference",),
    "amount": ("amount",),
    "value": ("amount.value",),
    "line": ("lines.1.amount",),
    "several": ("reference", "amount.value", "lines.0.sku", "lines.1.amount.currency"),
    "optional": ("note", "lines.0.quantity"),
}
OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    "null": {"amount": None},
    "number as text": {"lines.0.quantity": "1"},
    "card number": {"card_number": "4242424242424242"},
    "list as object": {"lines": {}},
    "amount as a float": {"amount.value": 24.9},
}
TITLES: Mapping[str, str] = {
    "whole": "nothing, it is whole",
    "reference": "reference",
    "amount": "amount, with all in it",
    "value": "amount / value",
    "line": "the second line's amount",
    "several": "four of them, in three places",
    "optional": "note and a quantity, which are optional",
}


def with_holes(name: str) -> dict[str, Any]:
    """The message without these members."""
    document: dict[str, Any] = deepcopy(dict(WHOLE))
    for path in HOLES[name]:
        above, last = place(document, path)
        del above[last]
    return document


def changed(name: str) -> dict[str, Any]:
    """The message with a member that is there and wrong."""
    document: dict[str, Any] = deepcopy(dict(WHOLE))
    for path, value in OTHERWISE[name].items():
        above, last = place(document, path)
        above[last] = value
    return document


def place(document: Any, path: str) -> tuple[Any, Any]:
    """What holds the member at the path, and the member's own name or number."""
    *above, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in above:
        document = document[step]
    return document, last


def corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every message of the page, and the whole one without each of its members in turn."""
    yield from ((TITLES[name], with_holes(name)) for name in HOLES)
    yield from ((name, changed(name)) for name in OTHERWISE)
    for path in paths(dict(WHOLE)):
        document: dict[str, Any] = deepcopy(dict(WHOLE))
        above, last = place(document, path)
        del above[last]
        yield f"without {path}", document


def paths(value: Any, above: str = "") -> Iterator[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        if isinstance(value, dict):  # a list with an item less is another message, and whole
            yield f"{above}{name}"
        yield from paths(inner, f"{above}{name}.")

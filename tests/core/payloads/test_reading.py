"""Documents of others: read by one policy, or refused with every path at fault."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest

from apps.core.money import Money
from apps.core.payloads import ABSENT, Absent, Member, PayloadRefused, read, read_arguments


class State(StrEnum):
    PAID = "paid"
    OPEN = "open"


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int = 1


@dataclass(frozen=True)
class Payment:
    reference: Annotated[str, Member("pspReference")]
    price: Money
    state: State
    made_at: datetime
    lines: tuple[Line, ...]
    fee: Decimal = Decimal(0)
    note: str | None = None
    live: bool = True
    more: dict[str, Any] = field(default_factory=dict)
    card_number: Absent = ABSENT


WHOLE = {
    "pspReference": "8835",
    "price": {"amount": "10.00", "currency": "EUR"},
    "state": "paid",
    "made_at": "2026-11-26T20:00:00Z",
    "lines": [{"sku": "A"}, {"sku": "B", "quantity": 2}],
}


def faults(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(PayloadRefused) as refused:
        read(Payment, document)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_what_is_left_out_takes_its_default_and_what_nobody_asks_for_is_left_alone() -> None:
    payment = read(Payment, WHOLE | {"unheard_of": {"a": 1}})
    assert payment == Payment(
        "8835",
        Money.of("10.00", "EUR"),
        State.PAID,
        datetime(2026, 11, 26, 20, tzinfo=UTC),
        (Line("A"), Line("B", 2)),
    )


def test_all_that_is_missing_is_named_at_once() -> None:
    assert faults({"lines": [{}, {"sku": "B"}, {"quantity": 3}], "price": {}}) == [
        ("/pspReference", "missing"),
        ("/price/amount", "missing"),
        ("/price/currency", "missing"),
        ("/state", "missing"),
        ("/made_at", "missing"),
        ("/lines/0/sku", "missing"),
        ("/lines/2/sku", "missing"),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"price": None}, ("/price", "null")),
        ({"price": {"amount": "10", "currency": "nope"}}, ("/price", "invalid")),
        ({"price": {"amount": "NaN", "currency": "EUR"}}, ("/price/amount", "invalid")),
        ({"price": {"amount": 1.5, "currency": "EUR"}}, ("/price/amount", "wrong_type")),
        ({"price": {"amount": True, "currency": "EUR"}}, ("/price/amount", "wrong_type")),
        ({"lines": None}, ("/lines", "null")),
        ({"lines": {}}, ("/lines", "wrong_type")),
        ({"lines": ["A"]}, ("/lines/0", "wrong_type")),
        ({"lines": [{"sku": "A", "quantity": "2"}]}, ("/lines/0/quantity", "wrong_type")),
        ({"lines": [{"sku": "A", "quantity": True}]}, ("/lines/0/quantity", "wrong_type")),
        ({"lines": [{"sku": "A", "quantity": None}]}, ("/lines/0/quantity", "null")),
        ({"live": "true"}, ("/live", "wrong_type")),
        ({"state": "gone"}, ("/state", "invalid")),
        ({"state": []}, ("/state", "wrong_type")),
        ({"made_at": "2026-11-26T20:00:00"}, ("/made_at", "invalid")),
        ({"made_at": 1_795_723_200}, ("/made_at", "wrong_type")),
        ({"more": []}, ("/more", "wrong_type")),
        ({"fee": "1_000"}, ("/fee", "invalid")),
        ({"fee": "٣"}, ("/fee", "invalid")),
        ({"card_number": "4242"}, ("/card_number", "unexpected")),
        ({"card_number": None}, ("/card_number", "unexpected")),
    ],
)
def test_what_is_wrong_is_named_with_its_kind(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(WHOLE | change) == [fault]


@pytest.mark.parametrize("document", [None, [], "text", 4, True])
def test_what_is_no_object_at_all_is_one_fault(document: Any) -> None:
    [(pointer, _)] = faults(document)
    assert pointer == ""


def test_the_refusal_tells_places_and_never_what_stands_there() -> None:
    with pytest.raises(PayloadRefused) as refused:
        read(Payment, WHOLE | {"card_number": "4242424242424242", "state": "secret"})
    assert str(refused.value) == (
        "The document cannot be read. /state: One of paid, open is expected. /card_number: Must not be there."
    )


def test_arguments_of_a_function_are_read_by_their_types() -> None:
    def work(run: object, *, number: int, when: datetime | None = None) -> None: ...

    def open_work(run: object, *, number: int, **more: Any) -> None: ...

    assert read_arguments(work, {"number": 3, "more": 1}) == {"number": 3}
    assert read_arguments(open_work, {"number": 3, "more": 1}) == {"number": 3, "more": 1}
    with pytest.raises(PayloadRefused, match="/number: Required"):
        read_arguments(work, {})
    with pytest.raises(PayloadRefused, match="/number: A whole number"):
        read_arguments(open_work, {"number": "3"})


def test_a_type_that_no_document_holds_is_a_mistake_of_the_programmer() -> None:
    @dataclass(frozen=True)
    class Wrong:
        many: float

    with pytest.raises(TypeError, match="float"):
        read(Wrong, {"many": 1})

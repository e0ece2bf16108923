from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from apps.core.events import handles
from apps.core.events.payload import from_payload, to_payload
from apps.core.events.registry import event_name
from apps.core.money import Money
from apps.core.payloads import PayloadRefused
from tests.core.sample.events import Colour, EverythingCarried, Happened

EVENT = EverythingCarried(
    text="naïve ☃",
    number=10**15,
    yes=True,
    amount=Decimal("1E+2"),
    price=Money.of("0.425", "GBP"),
    moment=datetime(2026, 3, 29, 1, 30, 0, 5, tzinfo=UTC),
    day=date(2026, 3, 29),
    key=UUID("00000000-0000-4000-8000-000000000001"),
    colour=Colour.GREEN,
    many=(Decimal("0.10"), Decimal(2)),
    nothing=None,
)


def test_an_event_comes_back_as_it_was_written():
    again = from_payload(EverythingCarried, to_payload(EVENT))
    assert again == EVENT
    assert again.many == (Decimal("0.10"), Decimal(2))
    assert type(again.colour) is Colour


def test_money_and_decimals_are_text_in_the_payload():
    payload = to_payload(EVENT)
    assert payload["amount"] == "100"
    assert payload["price"] == {"amount": "0.425", "currency": "GBP"}
    assert payload["many"] == ["0.10", "2"]


def test_an_older_event_takes_the_defaults_of_new_fields():
    payload = to_payload(EVENT)
    del payload["later"]
    assert from_payload(EverythingCarried, payload).later == 7


def test_a_newer_event_leaves_out_fields_that_are_not_known_here():
    assert from_payload(Happened, {"number": 1, "unheard_of": 2}) == Happened(1)


def test_an_event_without_a_field_that_has_no_default_is_refused():
    with pytest.raises(PayloadRefused, match="/number: Required, and not there"):
        from_payload(Happened, {})


@dataclass(frozen=True)
class WithFloat:
    amount: float


@dataclass(frozen=True)
class WithList:
    many: list[int]


@dataclass
class Changeable:
    number: int


@pytest.mark.parametrize(("kind", "words"), [(WithFloat, "float"), (WithList, "list"), (Changeable, "frozen")])
def test_events_that_json_or_somebody_could_change_cannot_be_handled(kind, words):
    with pytest.raises(TypeError, match=words):
        handles(kind)(lambda event: None)


@pytest.mark.parametrize("event", [WithFloat(0.1), Happened(0.5), WithList([1])])
def test_values_that_json_would_change_cannot_be_published(event):
    with pytest.raises(TypeError, match="do not carry"):
        to_payload(event)


def test_naive_times_cannot_be_published():
    @dataclass(frozen=True)
    class Timed:
        moment: datetime

    with pytest.raises(TypeError, match="aware"):
        to_payload(Timed(datetime(2026, 1, 1)))


def test_events_are_named_after_their_app():
    assert event_name(Money) == "core.Money"
    assert event_name(Happened) == "tests.Happened"

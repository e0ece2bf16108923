"""Signed places in lists."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from apps.core.rest.cursors import BadCursor, Position, decode, encode
from apps.core.rest.sorting import SortColumn, Sorting
from apps.orders.models import Order

SORTING = Sorting.of(
    Order,
    [
        SortColumn("placed_at", "placed_at", descending=True),
        SortColumn("total", "total"),
        SortColumn("customer", "customer__number", nulls="last"),
    ],
)
MOMENT = datetime(2011, 12, 9, 12, 50, 0, 123456, tzinfo=UTC)
POSITION = Position((MOMENT, Decimal("6.950"), None, 17), backwards=True, inclusive=True)


def test_what_goes_in_comes_out_exactly() -> None:
    cursor = encode(POSITION, scope="/list/?", sorting=SORTING)
    assert decode(cursor, scope="/list/?", sorting=SORTING, model=Order) == POSITION


@pytest.mark.parametrize("index", range(0, 120, 7))
def test_a_changed_character_is_noticed(index: int) -> None:
    cursor = encode(POSITION, scope="/list/?", sorting=SORTING)
    changed = cursor[:index] + ("A" if cursor[index] != "A" else "B") + cursor[index + 1 :]
    with pytest.raises(BadCursor):
        decode(changed, scope="/list/?", sorting=SORTING, model=Order)


@pytest.mark.parametrize("cursor", ["", ".", "x", "a.b", "é", "\x00", "A" * 5000])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode(cursor, scope="/list/?", sorting=SORTING, model=Order)


def test_a_cursor_of_another_list_filter_or_order_is_refused() -> None:
    cursor = encode(POSITION, scope="/list/?country=GB", sorting=SORTING)
    for scope, sorting in (("/list/?country=FR", SORTING), ("/other/?country=GB", SORTING)):
        with pytest.raises(BadCursor):
            decode(cursor, scope=scope, sorting=sorting, model=Order)
    with pytest.raises(BadCursor):
        decode(cursor, scope="/list/?country=GB", sorting=SORTING.reversed(), model=Order)


def test_a_cursor_signed_with_another_key_is_refused(settings: object) -> None:
    cursor = encode(POSITION, scope="/list/?", sorting=SORTING)
    settings.SECRET_KEY = "another key, as long as one should be, for signing"  # type: ignore[attr-defined]
    with pytest.raises(BadCursor):
        decode(cursor, scope="/list/?", sorting=SORTING, model=Order)

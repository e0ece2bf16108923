"""Removing duplicates: order, uniqueness, idempotence, keys, items that cannot be hashed, and the amount of work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.rules.sequences import Distinct, Repeat, unique_in_order

ITEMS = st.lists(st.integers(0, 9) | st.text(max_size=2) | st.tuples(st.integers(0, 2)))


@given(ITEMS)
def test_keeps_the_first_of_each_kind_in_order(items):
    assert unique_in_order(items).kept == list(dict.fromkeys(items))


@given(ITEMS)
def test_nothing_is_kept_twice_and_nothing_is_lost(items):
    distinct = unique_in_order(items)
    assert len(set(distinct.kept)) == len(distinct.kept)
    assert set(distinct.kept) == set(items)
    assert len(distinct.kept) + len(distinct.repeats) == len(items)


@given(ITEMS)
def test_each_repeat_says_where_its_like_stood_first(items):
    for repeat in unique_in_order(items).repeats:
        assert items[repeat.position] == items[repeat.first] == repeat.item
        assert repeat.first == items.index(repeat.item) < repeat.position


@given(ITEMS)
def test_a_second_pass_changes_nothing(items):
    kept = unique_in_order(items).kept
    assert unique_in_order(kept) == Distinct(kept, [])


@given(st.lists(st.text(max_size=3)))
def test_items_are_alike_when_their_keys_are_equal(items):
    distinct = unique_in_order(items, key=str.casefold)
    assert [item.casefold() for item in distinct.kept] == list(dict.fromkeys(item.casefold() for item in items))
    assert all(item in items for item in distinct.kept)


def test_the_first_one_seen_stays_as_it_was_written():
    assert unique_in_order(["mug", "MUG", "apron"], key=str.casefold) == Distinct(
        ["mug", "apron"], [Repeat("MUG", 1, 0)]
    )


def test_items_that_cannot_be_hashed_are_refused_by_position():
    with pytest.raises(TypeError, match=r"Item 1 cannot be hashed \(list\); give a key"):
        unique_in_order([(1, 2), [1, 2]])


@given(st.lists(st.lists(st.integers(0, 2), max_size=2)))
def test_items_that_cannot_be_hashed_are_taken_with_a_key(items):
    assert unique_in_order(items, key=tuple).kept == quadratic(items)


def test_a_stream_is_read_once_and_never_held():
    assert unique_in_order(iter("abcab")).kept == ["a", "b", "c"]


class Counted:
    """An item that counts how often it is compared with another."""

    comparisons = 0

    def __init__(self, value: int) -> None:
        self.value = value

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return isinstance(other, Counted) and self.value == other.value


def quadratic(items: list) -> list:
    """What one writes first; the protection taken away."""
    kept = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return kept


def comparisons(way, number: int) -> int:
    Counted.comparisons = 0
    way([Counted(value) for value in range(number)])
    return Counted.comparisons


def test_ten_times_the_items_take_no_hundred_times_the_work():
    few, many = comparisons(unique_in_order, 1_000), comparisons(unique_in_order, 10_000)
    assert many <= 10 * max(few, 10)
    assert comparisons(quadratic, 2_000) > 3.9 * comparisons(quadratic, 1_000)

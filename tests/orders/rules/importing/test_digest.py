from collections import Counter
from functools import reduce
from operator import xor

from hypothesis import assume, given
from hypothesis import strategies as st

from apps.orders.rules.importing.digest import digest_text, sum_of_hashes
from tests.orders.files import examine, row

ROWS = st.lists(st.sampled_from(["a", "b", "c", "d"]) | st.text(max_size=5), max_size=12)


def digest(rows: list[str]) -> str:
    return digest_text(sum_of_hashes(rows))


def digest_by_xor(rows: list[str]) -> str:
    return digest_text(reduce(xor, (sum_of_hashes([row]) for row in rows), 0))


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert digest(shuffled) == digest(rows)


@given(ROWS, ROWS)
def test_other_rows_or_other_counts_have_another_digest(rows, others):
    assume(Counter(rows) != Counter(others))
    assert digest(rows) != digest(others)


@given(ROWS, st.sampled_from(["a", "b"]))
def test_a_pair_of_equal_rows_does_not_cancel_itself_out(rows, twin):
    assert digest([*rows, twin, twin]) != digest(rows)
    assert digest_by_xor([*rows, twin, twin]) == digest_by_xor(rows)


def test_it_is_32_hexadecimal_digits_whatever_the_sum():
    assert digest_text(0) == "0" * 32
    assert digest_text((1 << 128) + 255) == "0" * 30 + "ff"


def test_it_stays_the_same_from_release_to_release():
    """Orders keep their digest; with another one every old order would seem changed."""
    examination, _ = examine([row(), row()])
    assert examination.sections.invoices["536365"].digest == "601b60402e405a46d96d5efc50540d20"

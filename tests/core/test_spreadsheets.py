import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.spreadsheets import plain_cell, safe_cell


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(sign):
    assert safe_cell(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "0", "-12", "-0.055", "+3", "85123A", "a=b", "O'Brien", "'tis", "£40.00", "7-11"])
def test_plain_numbers_and_plain_text_stay(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["-1+1", "--5", "+44 20 7946 0000", "-1e5", "-１２", "-5\n=1+1", "-"])
def test_what_only_begins_like_a_number_does_not_stay(text):
    assert safe_cell(text) == f"'{text}"


@given(st.one_of(st.text(), st.text(alphabet="'=-+@1.\t")))
def test_what_was_written_is_read_again(text):
    assert plain_cell(safe_cell(text)) == text

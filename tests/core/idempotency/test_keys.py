"""What can be a key, and when two requests are the same one."""

from decimal import Decimal

import pytest

from apps.core.idempotency.keys import KeyInvalid, KeyMissing, fingerprint_of, read_key


@pytest.mark.parametrize("text", ["k" * 8, "k" * 255, '"k-123456"', "with a space", "0191f2b6-8c1e-4f7a-9d3b"])
def test_a_key_has_8_to_255_printable_characters_with_or_without_quotes(text: str) -> None:
    assert read_key(text) == text.strip('"')


@pytest.mark.parametrize("text", ["", "k" * 7, '"k-12345"', "k" * 256, "tab\tbetween", "nul\0between", "schlüssel"])
def test_what_cannot_be_a_key_is_refused(text: str) -> None:
    with pytest.raises(KeyInvalid):
        read_key(text)


def test_no_key_is_told_apart() -> None:
    with pytest.raises(KeyMissing):
        read_key(None)


def test_members_in_another_order_are_the_same_document() -> None:
    assert fingerprint_of({"a": 1, "b": {"c": [1, 2], "d": None}}) == fingerprint_of(
        {"b": {"d": None, "c": [1, 2]}, "a": 1}
    )


def test_anything_else_is_another_document() -> None:
    documents = [
        {"a": 1},
        {"a": "1"},
        {"a": Decimal("1.0")},
        {"a": "1.0"},
        {"a": True},
        {"a": [1]},
        {"b": 1},
        [1],
        [],
        {},
        None,
    ]
    documents += [{"a": [1, 2]}, {"a": [2, 1]}, {"a": "x"}, {"a": "X"}, {"a": "x "}, {"a": None}]
    assert len({fingerprint_of(document) for document in documents}) == len(documents)

"""What keys open, in words and in order."""

import pytest

from apps.accounts.rules.scopes import SCOPES, in_order, in_words, unknown


@pytest.mark.parametrize(
    ("scopes", "words"),
    [
        (SCOPES, "reads everything; writes everything"),
        (["uploads:write"], "writes uploads"),
        (["orders:read", "customers:read", "customers:write"], "reads customers, orders; writes customers"),
        ([], ""),
    ],
)
def test_in_words(scopes: list[str], words: str) -> None:
    assert in_words(scopes) == words


def test_scopes_are_kept_once_and_in_one_order() -> None:
    assert in_order(["uploads:read", "me:read", "uploads:read"]) == ["me:read", "uploads:read"]


def test_what_no_part_of_the_api_asks_for_is_unknown() -> None:
    assert unknown(["orders:read", "orders:delete", "*"]) == ["*", "orders:delete"]

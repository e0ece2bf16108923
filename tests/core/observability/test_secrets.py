from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.observability.secrets import MASK, mask_secrets, masked

CARD = "4111 1111 1111 1111"
TOKEN = "vit_abcd1234_" + "Ab3-_" * 8 + "xyz"


def logged(**values):
    return mask_secrets(None, "info", {"event": "something", **values})


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "passwd",
        "token",
        "api_token",
        "Authorization",
        "cookie",
        "set-cookie",
        "client_secret",
        "SECRET_KEY",
        "apikey",
        "x-api-key",
        "session_id",
        "sessionkey",
        "csrfmiddlewaretoken",
        "card_number",
        "pan",
        "cvv",
        "iban",
        "private_key",
    ],
)
def test_a_value_is_masked_by_its_name(name):
    assert logged(**{name: "canary"})[name] == MASK


def test_at_any_depth():
    line = logged(request={"headers": [{"authorization": "canary"}], "form": ({"password": ["canary"]},)})
    assert line["request"] == {"headers": [{"authorization": MASK}], "form": [{"password": MASK}]}


@pytest.mark.parametrize("name", ["user_id", "request_id", "task", "company", "expand", "cardinality", "passenger"])
def test_other_names_are_kept(name):
    kept = logged(**{name: "value"})[name]
    assert kept == "value"


def test_numbers_say_no_secret():
    assert logged(tokens=3, has_password=True)["tokens"] == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"paid with {CARD}.", f"paid with {MASK}."),
        ("card=4111111111111111", f"card={MASK}"),
        ("5500-0000-0000-0004", MASK),
        ("redis://:canary@localhost:6379/0", f"redis://{MASK}@localhost:6379/0"),
        ("postgres://shop:canary@db/shop", f"postgres://{MASK}@db/shop"),
        ("Authorization: Bearer abcdefghijklmnop1234", f"Authorization: Bearer {MASK}"),
        (f"Authorization: Token {TOKEN}", f"Authorization: Token {MASK}"),
        (f"Authorization: Token {TOKEN[:30]}", f"Authorization: Token {MASK}"),
        (f"curl -d key={TOKEN}&page=2", f"curl -d key={MASK}&page=2"),
        (f"GET /api/{TOKEN}/", f"GET /api/{MASK}/"),
        (f"('{TOKEN}',)", f"('{MASK}',)"),
    ],
)
def test_a_value_is_masked_by_what_it_looks_like(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "value",
    [
        ValueError(f"card {CARD} refused by redis://:canary@host/0"),
        b"Authorization: Bearer canary-abcdefghijklmnop",
        4111111111111111,
        {CARD: "refused"},
        SimpleNamespace(url="postgres://shop:canary@db/shop"),
        [{"deep": (Exception("token vit_canary12_" + "x" * 43),)}],
        "host=db user=shop password=canary dbname=shop",
        "POST password=canary&next=/",
        str({"user": "shop", "client_secret": "canary", "page": 2}),
        'kwargs={"api_key": "canary"}',
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_secret_is_masked_in_whatever_it_comes(value):
    shown = repr(logged(value=value))
    assert MASK in shown
    assert not any(canary in shown for canary in ("canary", "4111"))


def test_what_holds_no_secret_stays_what_it_is():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    values = {"at": moment, "total": Decimal("19.80"), "count": 12, "id": UUID(int=7), "share": 0.5, "none": None}
    assert logged(**values) == {"event": "something", **values}


@pytest.mark.parametrize(
    "text",
    [
        "password: This field is required.",
        "the secret is out",
        "4111 1111 1111 1112",
        "order 536365 of 2010-12-01 08:26:00",
        "9f0c7a10-1111-4222-8333-444455556666",
        "someone@example.com",
        "the bearer of bad news",
        "Token vit is short",
        "vit_abcd1234",
        "https://localhost:8000/path",
    ],
)
def test_what_only_resembles_a_secret_is_kept(text):
    assert masked(text) == text


def luhn(digits: str) -> str:
    """The digits with their check digit."""
    total = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


@given(st.text("0123456789", min_size=12, max_size=18).map(luhn))
def test_every_card_number_is_masked(number):
    assert masked(f"paid with {number} today") == f"paid with {MASK} today"

"""Where each value came from, and what of it may be seen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.env import VARIABLES, ConfigurationError, Environment
from config.options import options, without_credentials


def sources(*places: dict[str, str]) -> dict[str, str]:
    return {option.name: option.source for option in options(Environment(*places))}


def test_each_value_says_the_place_it_came_from(tmp_path: Path) -> None:
    secret = tmp_path / "redis"
    secret.write_text("redis://:pw@valkey/0\n")
    found = sources(
        {"LOG_LEVEL": "DEBUG", "UPLOAD_MAX_BYTES": "5"},
        {"LOG_LEVEL": "ERROR", "REDIS_URL_FILE": str(secret), "CURRENCY": "EUR"},
        {"CURRENCY": "GBP", "DATABASE_URL": "postgresql://u:p@h/d"},
    )
    assert found["LOG_LEVEL"] == found["UPLOAD_MAX_BYTES"] == "environment"
    assert found["REDIS_URL"] == "secret file, named by .env file"
    assert found["CURRENCY"] == ".env file"
    assert found["DATABASE_URL"] == "make run"
    assert {found[name] for name in ("SECRET_KEY", "LOG_DIR", "SHOWCASE")} == {"default"}
    assert list(found) == [variable.name for variable in VARIABLES]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://shop:canary@db:5432/shop", "postgresql://shop:***@db:5432/shop"),
        ("redis://:canary@valkey:6379/0", "redis://:***@valkey:6379/0"),
        ("redis://canary@valkey", "redis://***@valkey"),
        ("postgresql:///shop?host=/run/pg&password=canary", "postgresql:///shop?..."),
        ("postgresql://u:canary@h/d?sslpassword=canary", "postgresql://u:***@h/d?..."),
        ("postgresql://u:12/canary@h/d", "postgresql://***"),
        ("redis://u:12?canary@h/0", "redis://***"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock"),
        ("https://shop.example", "https://shop.example"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_what_signs_in(address: str, shown: str) -> None:
    assert without_credentials(address) == shown


@given(st.text(min_size=6, alphabet=st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_whatever_a_password_is_made_of_it_is_not_shown(password: str) -> None:
    """Also one with signs that should have been escaped; where reading refuses the address, nothing is shown at all."""
    password = f"canary{password}"
    try:
        found = options(Environment({"REDIS_URL": f"redis://u:{password}@valkey:6379/0", "SECRET_KEY": password}))
    except ConfigurationError as refused:
        told = [str(refused)]
    else:
        told = [option.shown for option in found]
    assert not [text for text in told if "canary" in text]


def test_of_a_secret_not_even_the_length_is_shown() -> None:
    shown = [options(Environment({"SECRET_KEY": "x" * length}))[0].shown for length in (1, 80)]
    assert shown == ["***", "***"]

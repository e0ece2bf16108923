"""The proof `login` at a small scale: over a real server, with cheap hashes; times and memory are for the full one."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from proofs.login import attack, holds, take_guard_away
from proofs.outcome import Trial

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = Trial(scale=0.003)


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1/32"]


@pytest.fixture
def unguarded() -> Iterator[None]:
    take_guard_away()
    yield
    mock.patch.stopall()


def test_guesses_are_checked_five_times_and_sessions_are_new_ones(live_server: Any) -> None:
    got = attack([live_server.url], SMALL)
    assert holds(got), got
    assert (got["guesses_at_one_account"], got["checked_of_one_account"], got["refused_of_one_account"]) == (30, 5, 25)
    assert (got["right_password_while_locked"], got["sign_ins"], got["sessions_renewed"]) == (429, 3, 3)
    assert got["checked_from_one_address"] == 20


def test_without_the_count_every_guess_is_checked(live_server: Any, unguarded: None) -> None:
    got = attack([live_server.url], SMALL)
    assert not holds(got)
    assert (got["checked_of_one_account"], got["right_password_while_locked"]) == (30, 302)

"""The proof `idempotency` at a small scale: over a real server in this process, which nobody kills."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from proofs import idempotency
from proofs.idempotency import attack, holds, slow_down, take_guard_away
from proofs.outcome import Trial

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = Trial(scale=0.01)


@pytest.fixture
def tokens(people: dict[str, User], settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, ...]]:
    settings.API_LIMITS = False
    monkeypatch.setattr(idempotency, "SLOW_SECONDS", 0.2)
    slow_down()
    yield tuple(
        issue_token(user=people[role], name="proof", scopes=SCOPES, by=None)[1]
        for role in ("manager", "owner", "auditor")
    )
    mock.patch.stopall()


def test_every_wish_comes_true_once(live_server: Any, tokens: tuple[str, str, str]) -> None:
    got = attack([live_server.url], tokens, SMALL)
    assert holds(got | {"slowest_409_ms": 0}), got
    assert (got["keys"], got["answers"], got["effects"], got["marked_as_replayed"]) == (5, 20, 5, 15)


def test_without_the_keys_it_comes_true_as_often_as_it_is_sent(live_server: Any, tokens: tuple[str, str, str]) -> None:
    take_guard_away()
    got = attack([live_server.url], tokens, SMALL)
    assert not holds(got)
    assert (got["effects"], got["marked_as_replayed"], got["mutated_422"]) == (20, 0, 0)

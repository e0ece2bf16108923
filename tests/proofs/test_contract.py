"""The proof `contract` at a small scale: two operations that say a little of everything, over a real server."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from proofs.contract import NOTICED, fill, parts_without_guard, take_guard_away, told, told_without_guard
from proofs.contract_calls import Findings, Part, explore
from proofs.outcome import Trial

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(people: dict[str, User], settings: Any) -> str:
    settings.API_LIMITS = False
    fill(people["owner"])
    return issue_token(user=people["owner"], name="proof", scopes=SCOPES, by=None)[1]


@pytest.fixture
def without_guard() -> Iterator[None]:
    take_guard_away()
    yield
    mock.patch.stopall()


def test_answers_are_as_the_documents_say(live_server: Any, token: str) -> None:
    part = Part(live_server.url, token, "v2", operations=("GET /api/v2/categories/{slug}/",))
    outcome = told(explore(part), Trial(scale=0.01))
    assert (outcome.passed, outcome.got["first_of_each"]) == (True, {})
    assert outcome.got["calls"] > 20


def test_without_a_guard_the_operation_is_named(live_server: Any, token: str, without_guard: None) -> None:
    outcome = told_without_guard(Findings.of(map(explore, parts_without_guard(live_server.url, token))))
    assert not outcome.passed
    first = outcome.got["first_of_each"]
    assert set(first) == set(NOTICED.values())
    assert all(" /api/v2/" in told for told in first.values())

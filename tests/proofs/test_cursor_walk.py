"""The proof `cursor-walk` at a small scale: over a real server, beside a process that inserts."""

import json
from typing import Any

import pytest

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from proofs.cursor_walk import PROOF, fill, walk
from proofs.outcome import Trial, line_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(people: dict[str, User]) -> str:
    fill(800)
    return issue_token(user=people["auditor"], name="proof", scopes=SCOPES, by=None)[1]


def test_by_cursors_every_order_comes_exactly_once(live_server: Any, token: str) -> None:
    outcome = walk(live_server.url, token, Trial())
    assert (outcome.passed, outcome.got["doubled"], outcome.got["missed"]) == (True, 0, 0)
    assert outcome.got["orders_at_start"] == 200
    assert outcome.got["pages"] >= 20
    assert outcome.got["orders_that_came_meanwhile"] >= outcome.got["pages"]
    said = json.loads(line_of(PROOF, Trial(seed=1, scale=0.02), outcome))
    assert list(said) == ["name", "goal", "got", "seed", "scale", "guard", "pass"]


def test_by_numbers_of_pages_orders_come_twice(live_server: Any, token: str) -> None:
    outcome = walk(live_server.url, token, Trial(guard=False))
    assert not outcome.passed
    assert outcome.got["doubled"] > 0

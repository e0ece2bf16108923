"""The proof `api-rules` at a small scale: over a real server in this process."""

from typing import Any
from unittest import mock

import pytest

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from proofs.api_rules import Seen, answers, editors, holds, judge, take_guard_away
from proofs.outcome import Trial

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tokens(people: dict[str, User], settings: Any) -> dict[str, str]:
    settings.API_LIMITS = False
    return {
        role: issue_token(user=people[role], name="proof", scopes=SCOPES, by=None)[1] for role in ("owner", "customer")
    }


def test_one_editor_wins_errors_are_problems_and_old_answers_are_dated(
    live_server: Any, tokens: dict[str, str]
) -> None:
    got = editors([live_server.url], tokens["owner"], 6) | answers(live_server.url, tokens, Trial(scale=0.02))
    assert holds(got), got
    assert got["editors_answered"] == {"200": 1, "412": 5}


def test_without_the_comparison_every_editor_wins(live_server: Any, tokens: dict[str, str]) -> None:
    take_guard_away()
    try:
        got = editors([live_server.url], tokens["owner"], 4)
    finally:
        mock.patch.stopall()
    assert (got["editors_answered"], got["without_if_match"]) == ({"200": 4}, 200)


def test_answers_that_break_the_rules_are_noticed() -> None:
    seen = Seen()
    wrong = mock.Mock(status_code=404, url="http://shop/api/v1/orders/", headers={"Content-Type": "text/html"})
    judge(wrong, "GET", seen)
    assert (seen.errors_at_fault, seen.old_at_fault) == (["GET"], ["GET"])

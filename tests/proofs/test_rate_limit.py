"""The proof `rate-limit` at a small scale, with and without the guard; servers without Valkey are for the full one."""

from typing import Any

import pytest

from proofs.outcome import Trial
from proofs.rate_limit import FEWEST, holds, races, retries, storm
from proofs.shop import token_for

SMALL = Trial(scale=0.1)


@pytest.mark.django_db(transaction=True)
def test_exactly_the_limit_is_let_through_and_answers_are_right(live_server: Any) -> None:
    got = races(SMALL) | retries(SMALL) | storm([live_server.url], token_for("auditor"), FEWEST)
    assert holds(got), got
    assert got["let_through_of_60_in_each_round"] == [10]


def test_without_the_script_more_is_let_through() -> None:
    assert max(races(Trial(guard=False))["let_through_of_60_in_each_round"]) > 10

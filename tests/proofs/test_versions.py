"""The proof `versions` at a small scale: asked for by `Accept` alone, with the guard and without."""

import pytest

from proofs.outcome import Trial
from proofs.versions import PROOF

pytestmark = pytest.mark.django_db


def test_version_1_answers_as_recorded_and_ends() -> None:
    outcome = PROOF.prove(Trial(scale=0.1))
    assert outcome.got["first"] == outcome.got["first_break"] == []
    assert outcome.got["calls"] == outcome.got["answers_that_say_when_it_ends"] > 50
    assert outcome.passed


def test_a_renamed_field_is_named_by_the_session_and_by_the_documents() -> None:
    outcome = PROOF.prove(Trial(scale=0.1, guard=False))
    assert not outcome.passed
    assert outcome.got["first"] == ["by_header, list of orders: results[0].order_no is gone"]
    assert outcome.got["first_break"] == ["GET /api/v1/orders/ 200 results[].order_no: is gone"]

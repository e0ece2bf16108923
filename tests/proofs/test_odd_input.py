"""The proof `odd-input` at a small scale, and without its guard."""

import pytest

from proofs.odd_documents import DEEP, MALFORMED, odd_values, whole_documents
from proofs.odd_input import PROOF
from proofs.odd_strings import STRINGS
from proofs.outcome import Trial

# Among every hundredth document, beginning here, is one of 100,000 levels.
DEEPEST = (
    1 + next(place for place, odd in enumerate(whole_documents()) if odd.code == DEEP and len(odd.body) > 100_000) % 100
)
pytestmark = pytest.mark.django_db


def test_nothing_odd_breaks_the_shop_or_leaves_a_trace() -> None:
    outcome = PROOF.prove(Trial(scale=0.004))
    assert outcome.got["first_of_each"] == {}
    assert outcome.passed
    assert min(outcome.got["calls"][kind] for kind in ("documents", "forms", "addresses")) > 10


def test_the_framework_s_own_parser_fails_the_same_documents() -> None:
    outcome = PROOF.prove(Trial(seed=DEEPEST, scale=0.01, guard=False))
    assert not outcome.passed
    assert {"server_error", "read_though_not_to_be_read"} <= set(outcome.got["wrong"])


def test_documents_and_strings_are_as_many_as_the_proof_says() -> None:
    documents = [*whole_documents(), *odd_values()]
    assert (len(documents), len(set(STRINGS))) == (597, 266)
    assert sum(odd.code == MALFORMED for odd in documents) > 150
    assert "597 documents" in PROOF.goal
    assert "266 strings" in PROOF.goal

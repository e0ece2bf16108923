"""The proof `matrix` at a small scale: some routes with the guard, one of its broken doors without.

tests/core/rest/test_matrix.py takes each guard away and looks for its cell.
"""

import pytest

from proofs import matrix
from proofs.matrix import PROOF
from proofs.outcome import Trial
from tests.matrix.sabotage import BREAKS

pytestmark = pytest.mark.django_db


def test_with_the_guard_every_cell_answers_as_expected() -> None:
    outcome = PROOF.prove(Trial(scale=0.02))
    assert (outcome.passed, outcome.got["mismatches"]) == (True, 0)
    assert outcome.got["cells"] > 50


def test_without_a_guard_the_cell_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    one = next(broken for broken in BREAKS if broken.name == "permission")
    monkeypatch.setattr(matrix, "BREAKS", (one,))
    outcome = PROOF.prove(Trial(guard=False))
    assert not outcome.passed
    assert outcome.got["first_of_each"]["permission"].startswith(f"{one.cell}: expected ")

"""Who may do what: every route by every method, asked by everybody, held against a table that people wrote."""

import pytest

from tests.matrix.making import make_walk
from tests.matrix.walking import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Walk:
    return make_walk()


def test_every_cell_answers_as_the_table_says(walk: Walk) -> None:
    found = walk.run()
    assert found.wrong == []
    assert found.cells > 5_000

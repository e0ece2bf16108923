"""The smallest database of the query lab, built once: a copy of the tests' own, filled as any size is."""

from collections.abc import Iterator

import pytest

from apps.showcase.lab.building import LIMITS
from apps.showcase.lab.database import on_size, size_environment
from apps.showcase.lab.processes import run_child
from apps.showcase.lab.sizes import TINY
from tests.showcase.conftest import Copied


@pytest.fixture(scope="session")
def tiny_lab(lab_copied: Copied) -> Iterator[str]:
    """The name of the size."""
    with lab_copied(TINY.slug):
        filled = run_child(
            "apps.showcase.lab.filling:fill",
            {"lines": TINY.lines},
            limits=LIMITS,
            environment=size_environment(TINY.slug),
            django=True,
        )
        assert not filled.ended, filled.cause
        yield TINY.slug


@pytest.fixture
def in_tiny_lab(tiny_lab: str, db: None) -> Iterator[None]:
    """What the test asks the database goes to the smallest lab."""
    with on_size(tiny_lab):
        yield

import pytest
from django.test import Client

from tests.core.backoffice.visiting import Visit, signed_in_as


@pytest.fixture
def visit(db: None) -> Visit:
    """A browser signed in as somebody with the role of that slug."""
    return signed_in_as


@pytest.fixture
def engineer(visit: Visit) -> Client:
    return visit("engineer")

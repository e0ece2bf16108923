"""The proof `mass-assignment`: all operations with the guard, that of a product without."""

import pytest

from proofs.mass_assignment import PROOF
from proofs.outcome import Trial
from tests.matrix import table
from tests.matrix.operations import OPERATIONS

pytestmark = pytest.mark.django_db
PRODUCTS = next(place for place, one in enumerate(OPERATIONS, 1) if one.route == "admin:catalog_product_change")


def test_no_field_that_nobody_asked_for_changes_anything() -> None:
    outcome = PROOF.prove(Trial())
    assert outcome.got["first"] == []
    assert outcome.got["without_effect"] == []
    assert outcome.got["tries"] > 10_000
    assert outcome.passed


def test_without_the_guard_the_column_is_named() -> None:
    outcome = PROOF.prove(Trial(seed=PRODUCTS, scale=0.01, guard=False))
    assert not outcome.passed
    assert outcome.got["first"][0].startswith("POST admin:catalog_product_change: catalog.product.sku is now ")


def test_every_write_of_the_api_is_tried() -> None:
    tried = {(one.route, one.method) for one in OPERATIONS}
    writes = {
        (route, method)
        for route, methods in table.read().routes.items()
        for method in methods
        if route.startswith("v2:") and method in ("POST", "PUT", "PATCH")
    }
    assert writes <= tried

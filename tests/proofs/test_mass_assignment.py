"""The proof `mass-assignment`: some operations with the guard, that of a product without; the proof takes them all."""

import tomllib

import pytest

from proofs.mass_assignment import PROOF
from proofs.outcome import Trial
from tests.matrix import table
from tests.matrix.operations import OPERATIONS

pytestmark = pytest.mark.django_db
PRODUCTS = next(place for place, one in enumerate(OPERATIONS, 1) if one.route == "admin:catalog_product_change")


def test_no_field_that_nobody_asked_for_changes_anything() -> None:
    outcome = PROOF.prove(Trial(scale=0.2))
    assert outcome.got["first"] == []
    assert outcome.got["without_effect"] == []
    assert outcome.got["tries"] > 1_000
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


# Writes that need a device, that write nothing of the shop's, or that are development's and the showcase's own.
ELSEWHERE = {
    "account_reauthenticate", "admin:login", "admin:logout", "admin:password_change", "mfa_add_webauthn",
    "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "sign-in-as",
}  # fmt: skip


def test_every_write_of_the_pages_is_tried() -> None:
    tried = {one.route for one in OPERATIONS}
    named = tomllib.loads(table.FILE.read_text())["routes"]
    writes = {
        route
        for route, methods in named.items()
        if "POST" in methods and not route.startswith(("v1:", "v2:", "showcase:", "/"))
    }
    assert writes - tried == ELSEWHERE

"""Who may call what: every route of the API, every role, every method; a route without an expectation fails."""

from hashlib import sha256
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.rules.roles import ROLES
from apps.core.rest.permissions import ModelPermissions
from tests import shop
from tests.calling import client_of
from tests.core.rest.routes import routes

ALL = frozenset({"owner", "manager", "support", "warehouse", "auditor", "engineer", "customer"})
STAFF = ALL - {"customer"}
DESK = STAFF - {"warehouse"}  # who may see customers, payments and files
OFFICE = DESK - {"support"}  # who may see imports
SENDERS = frozenset({"owner", "manager", "support"})
EVERYBODY = ALL | {"stranger"}

# Who may read each route: all rows, and own rows only.
READERS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "api-index": (EVERYBODY, frozenset()),
    "problems": (EVERYBODY, frozenset()),
    "problem": (EVERYBODY, frozenset()),
    "v1:index": (EVERYBODY, frozenset()),
    "v1:docs": (EVERYBODY, frozenset()),
    "v1:schema": (EVERYBODY, frozenset()),
    "v1:order-list": (STAFF, frozenset({"customer"})),
    "v1:order-detail": (STAFF, frozenset({"customer"})),
    "v1:customer-list": (DESK, frozenset({"customer"})),
    "v1:customer-detail": (DESK, frozenset({"customer"})),
    "v1:product-list": (STAFF, frozenset()),
    "v1:product-detail": (STAFF, frozenset()),
    "v2:index": (EVERYBODY, frozenset()),
    "v2:docs": (EVERYBODY, frozenset()),
    "v2:schema": (EVERYBODY, frozenset()),
    "v2:me": (ALL, frozenset()),
    "v2:me-permissions": (ALL, frozenset()),
    "v2:order-list": (STAFF, frozenset({"customer"})),
    "v2:order-detail": (STAFF, frozenset({"customer"})),
    "v2:customer-list": (DESK, frozenset({"customer"})),
    "v2:customer-detail": (DESK, frozenset({"customer"})),
    "v2:product-list": (STAFF, frozenset()),
    "v2:product-detail": (STAFF, frozenset()),
    "v2:category-list": (STAFF, frozenset()),
    "v2:category-detail": (STAFF, frozenset()),
    "v2:payment-list": (DESK, frozenset({"customer"})),
    "v2:payment-detail": (DESK, frozenset({"customer"})),
    "v2:import-list": (OFFICE, frozenset()),
    "v2:import-detail": (OFFICE, frozenset()),
    "v2:import-rejections": (OFFICE, frozenset()),
    "v2:upload-list": (DESK, frozenset()),
    "v2:upload-detail": (DESK, frozenset()),
}
# Who may write where; an empty body is then refused as such. Everything else is a method that does not exist.
WRITERS = {("v2:upload-list", "post"): SENDERS, ("v2:customer-detail", "patch"): SENDERS}
# One's own keys, whoever one is: tests/accounts/api/test_tokens_v2.py.
KEYS = {"v2:token-list", "v2:token-detail", "v2:token-rotate"}
CALLERS = [*sorted(ALL), "stranger"]


@pytest.fixture
def callers(people: dict[str, User]) -> dict[str, Any]:
    return {caller: client_of(people.get(caller)) for caller in CALLERS}


@pytest.fixture
def rows(people: dict[str, User]) -> dict[str, dict[str, list[Any]]]:
    """For each route with an argument: that of an own row, of a foreign and of a missing one."""
    own = shop.order("1", ("85048", 1, "5.000"), customer=shop.customer("11", user=people["customer"]))
    foreign = shop.order("2", ("85048", 1, "5.000"), customer=shop.customer("12"))
    shop.payment(own, "pay-1")
    shop.payment(foreign, "pay-2")
    shop.category("lights", shop.product("85048"))
    upload = shop.upload(people["owner"])
    job = shop.import_job(people["owner"], rejections=1).job_id
    nowhere = "00000000-0000-0000-0000-000000000000"
    return {
        "problem": {"own": ["not_found"], "foreign": ["not_found"], "missing": ["nothing"]},
        "v1:order-detail": {"own": ["1"], "foreign": ["2"], "missing": ["3"]},
        "v1:customer-detail": {"own": ["11"], "foreign": ["12"], "missing": ["13"]},
        "v1:product-detail": {"own": ["85048"], "foreign": ["85048"], "missing": ["NOTHING"]},
        "v2:order-detail": {"own": ["1"], "foreign": ["2"], "missing": ["3"]},
        "v2:customer-detail": {"own": ["11"], "foreign": ["12"], "missing": ["13"]},
        "v2:product-detail": {"own": ["85048"], "foreign": ["85048"], "missing": ["NOTHING"]},
        "v2:category-detail": {"own": ["lights"], "foreign": ["lights"], "missing": ["nothing"]},
        "v2:payment-detail": {"own": ["pay-1"], "foreign": ["pay-2"], "missing": ["pay-3"]},
        "v2:import-detail": {"own": [job], "foreign": [job], "missing": [nowhere]},
        "v2:import-rejections": {"own": [job], "foreign": [job], "missing": [nowhere]},
        "v2:upload-detail": {"own": [upload.pk], "foreign": [upload.pk], "missing": [nowhere]},
    }


def state() -> str:
    """A digest of every row of the shop."""
    digest = sha256()
    for model in apps.get_models():
        if model._meta.app_label in ("accounts", "catalog", "core", "orders", "payments", "uploads"):
            for row in model._default_manager.order_by("pk").values_list():
                digest.update(repr(row).encode())
    return digest.hexdigest()


def test_every_role_is_a_caller() -> None:
    assert {role.slug for role in ROLES} == ALL


def test_every_route_has_an_expectation() -> None:
    assert {name for name, _ in routes()} == {*READERS, *KEYS, "unknown"}


def test_every_route_declares_its_policy() -> None:
    for name, callback in routes():
        view = callback.cls
        if ModelPermissions in view.permission_classes:
            assert view.policy["read"], name
        else:
            assert READERS.get(name, (EVERYBODY,))[0] in (EVERYBODY, ALL), name


def expected_read(name: str, caller: str, whose: str) -> int:
    everything, own = READERS[name]
    if caller in everything:
        return 404 if whose == "missing" else 200
    if caller in own:
        return 200 if whose == "own" else 404
    return 401 if caller == "stranger" else 403


def test_reading(callers: dict[str, Any], rows: dict[str, Any]) -> None:
    before = state()
    cells, wrong = 0, []
    for name in READERS:
        for whose, arguments in rows.get(name, {"own": []}).items():
            # What is open to everybody asks nobody who they are.
            asked = ["customer", "stranger"] if READERS[name][0] == EVERYBODY else CALLERS
            for caller in asked:
                status = callers[caller].get(reverse(name, args=arguments)).status_code
                cells += 1
                if status != expected_read(name, caller, whose):
                    wrong.append((name, whose, caller, status))
    assert wrong == []
    assert cells > 240
    assert state() == before


def test_lists_show_a_customer_own_rows_alone(callers: dict[str, Any], rows: dict[str, Any]) -> None:
    for name, key, own in (
        ("v1:order-list", "order_no", "1"),
        ("v1:customer-list", "customer_id", "11"),
        ("v2:order-list", "number", "1"),
        ("v2:customer-list", "number", "11"),
        ("v2:payment-list", "reference", "pay-1"),
    ):
        assert [row[key] for row in callers["customer"].get(reverse(name)).json()["results"]] == [own]
        assert len(callers["auditor"].get(reverse(name)).json()["results"]) == 2


def test_writing_changes_nothing_for_who_may_not(callers: dict[str, Any], rows: dict[str, Any]) -> None:
    before = state()
    cells, wrong = 0, []
    for name in READERS:
        address = reverse(name, args=rows.get(name, {}).get("own", []))
        for method in ("post", "put", "patch", "delete"):
            for caller, client in callers.items():
                body = "multipart" if name == "v2:upload-list" else "json"
                status = getattr(client, method)(address, {}, format=body).status_code
                if READERS[name][0] == EVERYBODY:
                    expected = 405
                elif caller == "stranger":
                    expected = 401
                elif (name, method) in WRITERS:
                    expected = 400 if caller in WRITERS[name, method] else 403
                else:
                    expected = 405
                cells += 1
                if status != expected:
                    wrong.append((name, method, caller, status))
    assert wrong == []
    assert cells == 4 * len(READERS) * len(CALLERS)
    assert state() == before


def test_a_foreign_row_is_answered_like_a_missing_one(callers: dict[str, Any], rows: dict[str, Any]) -> None:
    for name, arguments in rows.items():
        if READERS[name][1]:
            foreign, missing = (
                callers["customer"].get(reverse(name, args=arguments[which])) for which in ("foreign", "missing")
            )
            assert foreign.json() | {"request_id": ""} == missing.json() | {"request_id": ""}, name


def test_without_the_policy_nobody_enters(callers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    view = dict(routes())["v2:order-list"].cls
    monkeypatch.delattr(view, "policy")
    assert {client.get("/api/v2/orders/").status_code for client in callers.values()} == {401, 403}


def test_without_the_check_the_matrix_would_notice(callers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelPermissions, "has_permission", lambda *_: True)
    assert callers["warehouse"].get("/api/v2/imports/").status_code == 200

"""What a token opens: every route and method with the one scope it needs, and with all others."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from apps.accounts.api.authentication import ApiTokenAuthentication
from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.core.rest import permissions
from apps.core.rest.permissions import ModelPermissions, scope_of
from tests.calling import client_of
from tests.core.rest.routes import routes

NOWHERE = "00000000-0000-0000-0000-000000000000"
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, Any, str]]:
    """Each route that reads tokens, its view, and each method there is."""
    for name, callback in routes():
        view = callback.cls
        if ApiTokenAuthentication in view.authentication_classes:
            actions = getattr(callback, "actions", None)
            served = [method for method in METHODS if method in view.http_method_names]
            methods = [method for method in served if (method in actions if actions else hasattr(view, method))]
            yield from ((name, view, method) for method in methods)


def address(name: str) -> str:
    """Of a list, or of something that is not there."""
    for arguments in ([], ["nothing"], [NOWHERE]):
        with suppress(NoReverseMatch):
            return reverse(name, args=arguments)
    raise LookupError(name)


def test_the_closed_list_is_what_the_routes_ask_for() -> None:
    assert {scope_of(view, method.upper()) for _, view, method in operations()} == set(SCOPES)
    assert len(set(SCOPES)) == len(SCOPES)


def test_every_route_asks_by_the_one_rule_and_names_the_resource_of_its_address() -> None:
    asking = list(operations())
    assert {tuple(view.permission_classes) for _, view, _ in asking} == {(ModelPermissions,)}
    for name, view, _ in asking:
        assert view.resource in address(name).split("/"), name


@pytest.fixture
def clients(people: dict[str, User]) -> dict[str, tuple[APIClient, APIClient]]:
    """For each scope: the owner with that one alone, and with all others."""
    owner = people["owner"]
    return {
        scope: (client_of(owner, [scope]), client_of(owner, [one for one in SCOPES if one != scope]))
        for scope in SCOPES
    }


def outcomes(clients: dict[str, tuple[APIClient, APIClient]]) -> list[tuple[str, str, str]]:
    """Where a token with the scope is refused for it, or one without it is not."""
    wrong = []
    for name, view, method in operations():
        scope = scope_of(view, method.upper())
        having, lacking = (getattr(client, method)(address(name)) for client in clients[scope])
        if getattr(having, "data", {}).get("code") == "scope_missing":
            wrong.append((name, method, "having"))
        if (
            lacking.status_code != 403
            or lacking.json()["code"] != "scope_missing"
            or scope not in lacking.json()["detail"]
        ):
            wrong.append((name, method, "lacking"))
    return wrong


def test_each_call_needs_its_one_scope(clients: dict[str, tuple[APIClient, APIClient]]) -> None:
    assert outcomes(clients) == []


def test_without_the_check_a_token_opens_what_it_was_not_made_for(
    clients: dict[str, tuple[APIClient, APIClient]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "refuse_out_of_scope", lambda *_: None)
    assert {which for _, _, which in outcomes(clients)} == {"lacking"}


def test_the_refusal_names_the_scope_for_people_and_programs(people: dict[str, User]) -> None:
    answer = client_of(people["owner"], ["me:read"]).get("/api/v2/orders/")
    document = answer.json()
    assert (answer.status_code, document["code"], document["type"]) == (
        403,
        "scope_missing",
        "/api/problems/scope_missing/",
    )
    assert document["detail"] == "Your API token lacks the scope `orders:read`."
    assert answer["WWW-Authenticate"] == 'Bearer realm="vitrine", error="insufficient_scope", scope="orders:read"'


def test_a_scope_gives_nothing_that_the_person_lacks(people: dict[str, User]) -> None:
    answer = client_of(people["customer"]).get("/api/v2/imports/")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_a_view_without_resource_is_closed_to_tokens_and_open_to_sessions(
    people: dict[str, User], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(dict(routes())["v2:order-list"].cls, "resource")
    refused = client_of(people["owner"]).get("/api/v2/orders/")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    client.force_login(people["owner"])
    assert client.get("/api/v2/orders/").status_code == 200


def test_what_an_expansion_shows_needs_the_scope_of_its_own_list(people: dict[str, User]) -> None:
    for path, other in (
        ("orders/?expand=customer", "customers:read"),
        ("orders/?expand=lines.product", "products:read"),
        ("customers/?expand=orders", "orders:read"),
        ("payments/?expand=order", "orders:read"),
    ):
        own = f"{path.partition('/')[0]}:read"
        refused = client_of(people["owner"], [own]).get(f"/api/v2/{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
        assert other in refused.json()["detail"]
        assert client_of(people["owner"], [own, other]).get(f"/api/v2/{path}").status_code == 200
    for path in ("orders/?expand=lines", "payments/?expand=refunds", "products/?expand=categories"):
        own = f"{path.partition('/')[0]}:read"
        assert client_of(people["owner"], [own]).get(f"/api/v2/{path}").status_code == 200


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_documented_operation_says_which_scope_a_token_needs(version: str, db: None) -> None:
    paths = SchemaGenerator(api_version=version).get_schema(public=True)["paths"]
    for path, found in paths.items():
        for method, operation in found.items():
            words, verb = path.split("/"), "read" if method == "get" else "write"
            (scope,) = next(way["token"] for way in operation["security"] if "token" in way)
            assert (scope.split(":")[0] in words, scope.split(":")[1]) == (True, verb), (path, method)
            assert {"session": []} in operation["security"]

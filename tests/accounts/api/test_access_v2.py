"""/api/v2/me/permissions/"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.roles import give_role
from tests import shop
from tests.calling import client_of

ADDRESS = "/api/v2/me/permissions/"


@pytest.fixture
def rows(people: dict[str, User]) -> None:
    shop.order("1", ("85048", 1, "5.000"), customer=shop.customer("11", user=people["customer"]))
    shop.order("2", ("85048", 1, "5.000"), customer=shop.customer("12"))


def why(client: Any, **asked: str) -> Any:
    return client.get(ADDRESS, asked).json()


def test_everything_with_its_sources(people: dict[str, User]) -> None:
    support, owner = people["support"], people["owner"]
    soon = timezone.now() + timedelta(days=1)
    held = give_role(user=support, role="warehouse", by=owner, reason="holidays", expires_at=soon)
    answer = client_of(support).get(ADDRESS).json()
    told = {one["permission"]: one for one in answer["permissions"]}
    assert list(told) == sorted(support.get_all_permissions())
    assert answer["why"] is None
    assert told["payments.add_refund"]["up_to"] == "100.000"
    stock = told["catalog.move_stock"]
    assert (stock["up_to"], stock["expires_at"]) == (None, held.expires_at.isoformat().replace("+00:00", "Z"))
    (source,) = stock["sources"]
    assert {name: source[name] for name in ("role", "given_by", "reason")} == {
        "role": "warehouse",
        "given_by": "owner@vitrine.example",
        "reason": "holidays",
    }
    both = told["orders.view_order"]
    assert [source["role"] for source in both["sources"]] == ["support", "warehouse"]
    assert both["expires_at"] is None


@pytest.mark.usefixtures("rows")
def test_why_names_each_rule(people: dict[str, User]) -> None:
    answer = why(client_of(people["customer"]), permission="orders.view_order", object="1")
    assert answer["permissions"] == []
    assert answer["why"]["answer"] == "yes"
    assert [(step["rule"], step["answer"]) for step in answer["why"]["steps"]] == [
        ("account_open", "yes"),
        ("role_held", "yes"),
        ("second_factor", "yes"),
        ("role_carries", "yes"),
        ("within_limit", "yes"),
        ("row_visible", "yes"),
    ]
    limit = why(client_of(people["support"]), permission="payments.add_refund", amount="100.01")["why"]
    assert (limit["answer"], limit["steps"][4]["detail"]) == ("no", "100.01 GBP is above the limit of 100 GBP.")
    most = why(client_of(people["support"]), permission="payments.add_refund", amount="9" * 17)["why"]
    assert most["steps"][4]["detail"] == f"{10**17 - 1:,} GBP is above the limit of 100 GBP."


@pytest.mark.usefixtures("rows")
def test_a_foreign_row_is_answered_like_a_missing_one(people: dict[str, User]) -> None:
    client = client_of(people["customer"])
    foreign, missing = (client.get(ADDRESS, {"permission": "orders.view_order", "object": name}) for name in ("2", "3"))
    assert foreign.status_code == missing.status_code == 200
    assert foreign.content.replace("“2”".encode(), "“3”".encode()) == missing.content
    assert foreign.json()["why"]["answer"] == "no"


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"permission": "orders.fly"}, "permission", "unknown_permission"),
        ({"object": "1"}, "permission", "permission_missing"),
        ({"amount": "5"}, "permission", "permission_missing"),
        ({"permission": "orders.import_orders", "object": "1"}, "object", "not_about_rows"),
        ({"permission": "payments.add_refund", "amount": "much"}, "amount", "invalid"),
        ({"permission": "payments.add_refund", "amount": "-1"}, "amount", "min_value"),
        ({"permission": "orders.view_order", "object": "a\0"}, "object", "null_characters_not_allowed"),
        ({"who": "bob"}, "who", "unknown_parameter"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_that_names_the_field(
    people: dict[str, User], asked: dict[str, str], field: str, code: str
) -> None:
    answer = client_of(people["support"]).get(ADDRESS, asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_strangers_are_asked_to_sign_in(db: None) -> None:
    assert client_of(None).get(ADDRESS).status_code == 401

"""/api/v1/products/: what old clients rely on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Price
from tests import shop
from tests.calling import client_of

ADDRESS = "/api/v1/products/"


@pytest.fixture
def warehouse(people: dict[str, User]) -> Any:
    return client_of(people["warehouse"])


def priced(sku: str, amount: str, **values: Any) -> None:
    Price.objects.create(
        product=shop.product(sku, **values),
        currency="GBP",
        amount=Decimal(amount),
        valid_from=timezone.now() - timedelta(1),
    )


def test_a_list_has_the_old_names_and_prices_as_the_decimal_s_own_digits(warehouse: Any) -> None:
    priced("85048", "6.950", name="LAMP")
    shop.category("lights", shop.product("85048"))
    assert warehouse.get(ADDRESS).content == (
        b'{"count":1,"count_is_exact":true,"next":null,"previous":null,"results":[{"product_code":"85048",'
        b'"description":"LAMP","product_type":"goods","active":true,"price":6.950,"currency":"GBP",'
        b'"categories":["Lights"]}]}'
    )
    assert warehouse.get(f"{ADDRESS}85048/").json()["price"] == 6.95


def test_a_product_without_a_price_says_null(warehouse: Any) -> None:
    shop.product("POST")
    assert warehouse.get(ADDRESS).json()["results"][0]["price"] is None


def test_a_new_price_is_another_answer(warehouse: Any) -> None:
    priced("85048", "6.950")
    etag = warehouse.get(ADDRESS).headers["ETag"]
    assert warehouse.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304
    priced("85048", "7.000")
    assert b'"price":7.000' in warehouse.get(ADDRESS, headers={"If-None-Match": etag}).content


def test_filters_and_orderings_have_the_old_names(warehouse: Any) -> None:
    shop.product("85048", name="LAMP, glass")
    shop.product("POST", name="Postage", kind="service", is_active=False)
    for query, found in (
        ("product_code=post", ["POST"]),
        ("product_type=service", ["POST"]),
        ("description=lamp", ["85048"]),
        ("active=true", ["85048"]),
        ("ordering=-description", ["POST", "85048"]),
    ):
        rows = warehouse.get(f"{ADDRESS}?{query}").json()["results"]
        assert [row["product_code"] for row in rows] == found, query
    for new in ("sku=85048", "kind=goods", "name=lamp", "is_active=true", "category=x", "expand=categories"):
        assert warehouse.get(f"{ADDRESS}?{new}").status_code == 400, new


def test_a_number_is_no_description(people: dict[str, User]) -> None:
    shop.product("85048", name="LAMP")
    manager = client_of(people["manager"])
    answer = manager.patch(f"{ADDRESS}85048/", {"description": 5}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "description", "code": "invalid", "detail": "Not a valid string."}]
    assert manager.get(f"{ADDRESS}85048/").json()["description"] == "LAMP"

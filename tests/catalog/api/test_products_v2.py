"""/api/v2/products/"""

from typing import Any
from urllib.parse import quote

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/products/"


@pytest.fixture
def warehouse(people: dict[str, User]) -> Any:
    return client_of(people["warehouse"])


def test_list_and_details(warehouse: Any) -> None:
    lamp = shop.product("85048", name="Lamp")
    shop.category("lights", lamp)
    row = {
        "sku": "85048",
        "url": f"{HOST}/products/85048/",
        "name": "Lamp",
        "kind": "goods",
        "is_active": True,
        "categories": [{"slug": "lights", "name": "Lights"}],
        "created_at": lamp.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert warehouse.get(ADDRESS).json() == {"next": None, "previous": None, "results": [row]}
    assert warehouse.get(f"{ADDRESS}85048/").json() == row


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_the_same_queries_whatever_its_length(
    warehouse: Any, rows: int, django_assert_num_queries: Any
) -> None:
    shop.category("lights", *(shop.product(f"SKU{number}") for number in range(rows)))
    with django_assert_num_queries(4):  # the token, the permissions, the products, their categories
        assert len(warehouse.get(ADDRESS).json()["results"]) == rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["85048", "BANK CHARGES", "POST"]),
        ("sku=post", ["POST"]),
        ("sku=post,%2085048%20,POST,none", ["85048", "POST"]),
        ("kind=service", ["BANK CHARGES", "POST"]),
        ("name=lamp", ["85048"]),
        ("is_active=false", ["POST"]),
        ("is_active=true&kind=service", ["BANK CHARGES"]),
        ("category=lights", ["85048"]),
        ("category=nothing", []),
        ("ordering=-name", ["POST", "85048", "BANK CHARGES"]),
    ],
)
def test_filters_and_orderings(warehouse: Any, query: str, found: list[str]) -> None:
    shop.category("lights", shop.product("85048", name="LAMP, glass"))
    shop.product("POST", name="Postage", kind="service", is_active=False)
    shop.product("BANK CHARGES", name="Bank charges", kind="service")
    assert [row["sku"] for row in warehouse.get(f"{ADDRESS}?{query}").json()["results"]] == found


def test_a_flag_is_true_or_false(warehouse: Any) -> None:
    error = warehouse.get(f"{ADDRESS}?is_active=yes").json()["errors"][0]
    assert (error["field"], error["code"]) == ("is_active", "invalid_choice")


@pytest.mark.parametrize("sku", ["BANK CHARGES", "A/B", "GIFT_0001_10", "50%", "Ä?#", "A&B=C"])
def test_the_link_of_an_odd_sku_leads_to_it(warehouse: Any, sku: str) -> None:
    shop.product(sku)
    link = warehouse.get(ADDRESS).json()["results"][0]["url"]
    assert warehouse.get(link).json()["sku"] == sku
    assert warehouse.get(f"{ADDRESS}{quote(sku, safe='')}/").json()["sku"] == sku


def test_customers_do_not_read_the_catalogue(people: dict[str, User]) -> None:
    shop.product("85048")
    response = client_of(people["customer"]).get(ADDRESS)
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")

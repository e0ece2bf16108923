"""/api/v2/products/"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Price, Product
from tests import shop
from tests.calling import client_of
from tests.core.backoffice.visiting import queries_of

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
        "price": None,
        "currency": "GBP",
        "stock": None,
        "categories": [{"slug": "lights", "name": "Lights", "url": f"{HOST}/categories/lights/"}],
        "created_at": lamp.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert warehouse.get(ADDRESS).json() == {"next": None, "previous": None, "results": [row]}
    assert warehouse.get(f"{ADDRESS}85048/").json() == row
    shop.price(lamp, "6.95")
    shop.price(lamp, "9", valid_from=timezone.now() + timedelta(days=1))
    shop.price(lamp, "8", currency="EUR")
    shop.stock(lamp, 10, reserved=4)
    row |= {"price": "6.950", "stock": {"on_hand": 10, "reserved": 4, "free": 6}}
    assert warehouse.get(ADDRESS).json()["results"] == [row]
    assert warehouse.get(f"{ADDRESS}85048/").json() == row


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
        ("in_stock=true", ["85048"]),
        ("in_stock=false", ["BANK CHARGES", "POST"]),
        ("price_from=6.95", ["85048"]),
        ("price_from=6.951", []),
        ("price_to=7", ["85048", "POST"]),
        ("price_from=5&price_to=8&in_stock=true", ["85048"]),
        ("price_to=2", []),
        ("ordering=-name", ["POST", "85048", "BANK CHARGES"]),
    ],
)
def test_filters_and_orderings(warehouse: Any, query: str, found: list[str]) -> None:
    lamp = shop.product("85048", name="LAMP, glass")
    shop.category("lights", lamp)
    shop.stock(lamp, 10, reserved=9)
    shop.price(lamp, "2")
    shop.price(lamp, "6.95", valid_from=timezone.now())
    post = shop.product("POST", name="Postage", kind="service", is_active=False)
    shop.price(post, "4.1")
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


def test_who_wants_no_price_and_no_stock_pays_for_none(warehouse: Any, django_assert_num_queries: Any) -> None:
    shop.stock(shop.product("85048", name="Lamp"), 10)
    with django_assert_num_queries(2) as queries:
        assert warehouse.get(f"{ADDRESS}?fields=sku,name").json()["results"] == [{"sku": "85048", "name": "Lamp"}]
    assert "catalog_price" not in queries[-1]["sql"]
    assert "catalog_stockitem" not in queries[-1]["sql"]


def test_names_are_compared_as_the_trigram_index_can(warehouse: Any) -> None:
    (asked,) = [sql for sql in queries_of(warehouse, f"{ADDRESS}?name=lamp") if "catalog_product" in sql]
    assert '"name"::text ILIKE' in asked


def test_an_index_on_amounts_serves_the_filter_by_price(warehouse: Any) -> None:
    made = Product.objects.bulk_create(Product(sku=f"SKU{n}") for n in range(2_000))
    Price.objects.bulk_create(
        Price(product=one, amount=place, currency="GBP", valid_from=shop.FIRST_MORNING)
        for place, one in enumerate(made, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_product, catalog_price")
        cursor.execute("SET LOCAL enable_seqscan = off")  # small tables are read quicker whole
        (asked,) = [sql for sql in queries_of(warehouse, f"{ADDRESS}?price_to=3&fields=sku") if "catalog_price" in sql]
        cursor.execute(f"EXPLAIN {asked}")
        assert "price_by_amount" in "".join(line for (line,) in cursor.fetchall())


@pytest.fixture
def manager(people: dict[str, User]) -> Any:
    return client_of(people["manager"])


def make(client: Any, asked: Any) -> Any:
    return client.post(ADDRESS, asked, format="json", headers={"Idempotency-Key": str(uuid4())})


def change(client: Any, address: str, asked: Any) -> Any:
    return client.patch(address, asked, format="json", headers={"If-Match": "*"})


def test_a_product_is_made_and_changed(manager: Any) -> None:
    shop.category("lights")
    shop.category("globes")
    made = make(manager, {"sku": "globe 1", "name": "Globe", "categories": ["lights"]})
    assert (made.status_code, made["Location"]) == (201, f"{HOST}/products/GLOBE%201/")
    assert made.json() == manager.get(made["Location"]).json()
    changed = change(manager, made["Location"], {"is_active": False, "categories": ["globes"]})
    assert changed.json() == manager.get(made["Location"]).json()
    assert (changed.json()["is_active"], changed.json()["name"]) == (False, "Globe")
    assert [category["slug"] for category in changed.json()["categories"]] == ["globes"]


def test_what_cannot_be_taken_of_a_product_is_named_at_once(manager: Any) -> None:
    shop.product("85048")
    asked = {"sku": "a/b", "name": "", "kind": "food", "categories": ["no", "Nö"]}
    assert [(error["field"], error["code"]) for error in make(manager, asked).json()["errors"]] == [
        ("name", "blank"),
        ("categories[1]", "invalid"),
        ("sku", "sku_invalid"),
        ("kind", "invalid_choice"),
    ]
    answer = make(manager, {"sku": "85048", "name": "Globe"})
    assert (answer.status_code, answer.json()["code"]) == (409, "sku_taken")
    answer = change(manager, f"{ADDRESS}85048/", {"categories": ["no"]})
    assert answer.json()["errors"][0]["field"] == "categories[0]"
    answer = change(manager, f"{ADDRESS}85048/", {"sku": "X"})
    assert [error["code"] for error in answer.json()["errors"]] == ["nothing_to_change"]
    assert list(Product.objects.values_list("sku", "name")) == [("85048", "Product 85048")]

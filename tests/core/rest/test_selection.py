"""`?expand=` and `?fields=`: what of an answer the caller wants."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.rest.selection import tree_of, usual_paths
from apps.orders.api.v2.serializers import OrderDetailSerializer
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


@pytest.fixture
def order(db: None) -> Any:
    return shop.order("1001", ("85048", 2, "6.950"), customer=shop.customer("13085", name="Ada", email="ada@x.example"))


def first(client: Any, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()["results"][0]


def test_a_list_shows_only_the_fields_that_are_wanted(support: Any, order: Any) -> None:
    assert first(support, "/api/v2/orders/?fields=total,number,customer.name") == {
        "number": "1001",
        "customer": {"name": "Ada"},
        "total": "13.900",
    }
    assert first(support, "/api/v2/orders/?fields=customer,customer.name")["customer"] == {
        "number": "13085",
        "name": "Ada",
        "url": f"{HOST}/customers/13085/",
    }


def test_details_too(support: Any, order: Any) -> None:
    assert support.get("/api/v2/orders/1001/?fields=lines.sku,lines.product,links").json() == {
        "lines": [{"sku": "85048", "product": f"{HOST}/products/85048/"}],
        "links": {"payments": f"{HOST}/payments/?order=1001"},
    }


def test_the_customer_is_expanded(support: Any, order: Any) -> None:
    expanded = first(support, "/api/v2/orders/?expand=customer")
    known = support.get("/api/v2/customers/13085/").json()
    known.pop("links")
    assert expanded["customer"] == known
    shop.order("2000")
    assert first(support, "/api/v2/orders/?number=2000&expand=customer")["customer"] is None


def test_a_list_shows_lines_and_their_products_when_they_are_expanded(support: Any, order: Any) -> None:
    lines = first(support, "/api/v2/orders/?expand=lines")["lines"]
    assert lines == support.get("/api/v2/orders/1001/").json()["lines"]
    product = {
        "sku": "85048",
        "url": f"{HOST}/products/85048/",
        "name": "Product 85048",
        "kind": "goods",
        "is_active": True,
    }
    assert first(support, "/api/v2/orders/?expand=lines.product")["lines"] == [lines[0] | {"product": product}]
    detail = support.get("/api/v2/orders/1001/?expand=lines.product,customer").json()
    assert detail["lines"][0]["product"] == product
    assert detail["customer"]["email"] == "ada@x.example"


def test_customers_show_their_newest_orders(support: Any) -> None:
    ada = shop.customer("13085")
    for index in range(12):
        shop.order(str(100 + index), customer=ada)
    orders = first(support, "/api/v2/customers/?expand=orders")["orders"]
    assert [row["number"] for row in orders] == [str(number) for number in range(111, 101, -1)]
    assert "customer" not in orders[0]
    assert support.get("/api/v2/customers/13085/?expand=orders&fields=orders.number").json() == {
        "orders": [{"number": row["number"]} for row in orders]
    }


def test_payments_show_their_order_and_refunds(support: Any, order: Any) -> None:
    shop.refund(shop.payment(order, "pay-1"), "3.000")
    payment = first(support, "/api/v2/payments/?expand=order,refunds")
    assert payment["order"]["total"] == "13.900"
    assert payment["refunds"] == support.get("/api/v2/payments/pay-1/").json()["refunds"]


@pytest.mark.parametrize(
    ("query", "field", "code", "detail"),
    [
        (
            "expand=lines,colour,payments",
            "expand",
            "unknown_expansion",
            "Unknown names “colour”, “payments”; there are: customer, lines, lines.product.",
        ),
        ("expand=lines.", "expand", "unknown_expansion", None),
        ("expand=customer,", "expand", "unknown_expansion", None),
        (
            "fields=number,total.amount,customer.password,colour",
            "fields",
            "unknown_field",
            (
                "Unknown fields “total.amount”, “customer.password”, “colour”; there are: number, url, kind, status,"
                " customer, country, currency, total, line_count, placed_at."
            ),
        ),
        ("fields=lines.sku", "fields", "unknown_field", None),
        ("fields=number,", "fields", "unknown_field", None),
        ("fields=customer.", "fields", "unknown_field", None),
        ("expand=lines&limit=51", "limit", "out_of_range", "A whole number from 1 to 50 with what is expanded."),
        ("fields=number&fields=total", "fields", "repeated_parameter", None),
    ],
)
def test_what_is_unknown_is_named(
    support: Any, order: Any, query: str, field: str, code: str, detail: str | None
) -> None:
    response = support.get(f"/api/v2/orders/?{query}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert detail in (None, error["detail"])


def test_an_address_without_expansions_does_not_know_the_parameter(support: Any) -> None:
    assert support.get("/api/v2/uploads/?expand=owner").json()["errors"][0]["code"] == "unknown_parameter"
    assert support.get("/api/v1/orders/?fields=order_no").json()["errors"][0]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    ("caller", "address", "status"),
    [
        ("warehouse", "/api/v2/orders/?expand=lines.product", 200),
        ("warehouse", "/api/v2/orders/?expand=customer", 403),
        ("customer", "/api/v2/orders/?expand=lines", 200),
        ("customer", "/api/v2/orders/?expand=customer", 403),
        ("customer", "/api/v2/orders/1001/?expand=lines.product", 403),
        ("customer", "/api/v2/payments/?expand=order", 403),
        ("customer", "/api/v2/customers/?expand=orders", 200),
    ],
)
def test_nobody_reads_by_expansion_what_they_may_not_read(
    people: dict[str, User], caller: str, address: str, status: int
) -> None:
    shop.order("1001", ("85048", 1, "1.000"), customer=shop.customer("11", user=people["customer"]))
    response = client_of(people[caller]).get(address)
    assert response.status_code == status, response.content
    if status == 403:
        assert response.json()["errors"][0]["field"] == "expand"


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/api/v2/orders/?fields=number,total", 1),
        ("/api/v2/orders/?expand=customer", 1),
        ("/api/v2/orders/?expand=lines.product,customer", 2),
        ("/api/v2/orders/?expand=lines&fields=lines.sku", 2),
        ("/api/v2/orders/?ordering=customer&fields=number&limit=2", 1),
        ("/api/v2/customers/?expand=orders", 2),
        ("/api/v2/payments/?expand=order,refunds", 2),
        ("/api/v2/products/?fields=sku", 1),
    ],
)
def test_what_is_fetched_does_not_grow_with_the_rows(
    support: Any, rows: int, address: str, queries: int, django_assert_num_queries: Any
) -> None:
    for order in shop.orders(rows):
        shop.refund(shop.payment(order, f"pay-{order.number}"), "1.000")
    with django_assert_num_queries(queries + 1):  # and the token
        assert len(support.get(address).json()["results"]) <= rows


def test_what_is_not_shown_is_not_fetched(support: Any, order: Any, django_assert_num_queries: Any) -> None:
    def statements(query: str, expected: int) -> str:
        with django_assert_num_queries(expected) as queries:
            assert support.get(f"/api/v2/orders/{query}").status_code == 200
        return " ".join(row["sql"] for row in queries.captured_queries[1:])

    assert "JOIN" in statements("", 2)
    assert "JOIN" not in statements("?fields=number", 2)
    assert "catalog_product" in statements("1001/", 3)
    assert "catalog_product" not in statements("1001/?fields=lines.sku", 3)
    assert "orders_orderline" not in statements("1001/?fields=number", 2)


def test_a_cursor_holds_when_the_selection_changes(support: Any) -> None:
    shop.orders(2)
    link = support.get("/api/v2/orders/?limit=1").json()["next"]
    assert support.get(f"{link}&fields=number&expand=customer").json()["results"] == [{"number": "1001"}]
    link = support.get("/api/v2/orders/?limit=1&fields=number").json()["next"]
    assert support.get(link).json()["results"] == [{"number": "1001"}]


def test_a_wanted_whole_swallows_its_parts() -> None:
    assert tree_of(["a", "b.c", "b.d", "a.e"]) == {"a": {}, "b": {"c": {}, "d": {}}}


def test_the_places_of_an_answer() -> None:
    assert {"lines", "lines.product", "customer.name"} <= usual_paths(OrderDetailSerializer)

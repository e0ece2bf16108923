"""/api/v1/orders/: what old clients rely on."""

from decimal import Decimal
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.rest.v1 import pagination
from apps.orders.models import Order
from tests import shop
from tests.calling import client_of

ADDRESS = "/api/v1/orders/"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


@pytest.fixture
def order(db: None) -> Any:
    return shop.order(
        "1001", ("85048", 2, "6.950"), ("POST", 1, "0.100"), status="paid", customer=shop.customer("13085")
    )


def test_a_list_has_the_old_names_and_amounts_as_the_decimal_s_own_digits(support: Any, order: Any) -> None:
    assert support.get(ADDRESS).content == (
        b'{"count":1,"count_is_exact":true,"next":null,"previous":null,"results":[{"order_no":"1001",'
        b'"order_date":"2011-12-09T12:50:00Z","order_type":"sale","status":"paid","customer_id":"13085",'
        b'"country":"GB","amount":14.000,"currency":"GBP","item_count":2}]}'
    )


def test_details_have_items(support: Any, order: Any) -> None:
    assert support.get(f"{ADDRESS}1001/").content == (
        b'{"order_no":"1001","order_date":"2011-12-09T12:50:00Z","order_type":"sale","status":"paid",'
        b'"customer_id":"13085","country":"GB","amount":14.000,"currency":"GBP","item_count":2,"items":['
        b'{"product_code":"85048","description":"Product 85048","quantity":2,"price":6.950,"amount":13.900},'
        b'{"product_code":"POST","description":"Product POST","quantity":1,"price":0.100,"amount":0.100}]}'
    )


def test_an_amount_that_no_float_can_hold_is_written_exactly(support: Any) -> None:
    Order.objects.filter(pk=shop.order("1").pk).update(total=Decimal("9999999999999.999"))
    assert b'"amount":9999999999999.999,' in support.get(ADDRESS).content
    assert str(float("9999999999999.999")) != "9999999999999.999"


def test_an_order_without_a_customer_says_null(support: Any) -> None:
    shop.order("1")
    assert support.get(ADDRESS).json()["results"][0]["customer_id"] is None


def test_numbered_pages(support: Any) -> None:
    shop.orders(5)
    pages = []
    link = f"{ADDRESS}?page_size=2"
    while link:
        page = support.get(link).json()
        assert page["count"] == 5
        pages.append([row["order_no"] for row in page["results"]])
        link = page["next"]
    assert pages == [["1005", "1004"], ["1003", "1002"], ["1001"]]
    assert page["previous"] == f"http://testserver{ADDRESS}?page=2&page_size=2"
    assert support.get(page["previous"]).json()["previous"] == f"http://testserver{ADDRESS}?page_size=2"


def test_a_page_behind_the_last_is_not_found(support: Any) -> None:
    assert support.get(f"{ADDRESS}?page=1").status_code == 200
    assert support.get(f"{ADDRESS}?page=2").status_code == 404


def test_many_rows_are_not_counted_to_the_end(support: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "COUNTED", 3)
    shop.orders(3)
    page = support.get(ADDRESS).json()
    assert (page["count"], page["count_is_exact"]) == (3, True)
    shop.order("2000")
    shop.order("2001")
    page = support.get(f"{ADDRESS}?page_size=2&page=2").json()
    assert (page["count"], page["count_is_exact"], len(page["results"])) == (3, False, 2)
    assert support.get(page["next"]).json()["next"] is None


def test_filters_and_orderings_have_the_old_names(support: Any) -> None:
    shop.orders(3)

    def found(query: str) -> list[str]:
        return [row["order_no"] for row in support.get(f"{ADDRESS}?{query}").json()["results"]]

    assert found("order_no=1002") == ["1002"]
    assert found("customer_id=9003") == ["1003"]
    assert found("order_type=credit_note") == []
    assert found("country=gb&customer_id=9003") == ["1003"]
    assert found("date_from=2011-12-09T12:51:00Z&ordering=order_no") == ["1002", "1003"]
    assert found("ordering=amount,-order_no") == ["1003", "1002", "1001"]
    for new in (
        "number=1",
        "customer=1",
        "placed_from=2011-12-09",
        "kind=sale",
        "sku=1",
        "cursor=x",
        "ordering=placed_at",
        "country=QQ",
    ):
        assert support.get(f"{ADDRESS}?{new}").status_code == 400, new


def test_every_answer_says_that_the_version_will_go(support: Any, order: Any) -> None:
    for response in (
        support.get(ADDRESS),
        support.get(f"{ADDRESS}1001/"),
        support.get(f"{ADDRESS}2/"),
        client_of(None).get(ADDRESS),
    ):
        assert response.headers["Deprecation"] == "@1793491200"
        assert response.headers["Sunset"] == "Mon, 01 Nov 2027 00:00:00 GMT"
        assert response.headers["Link"] == (
            '</api/versions/>; rel="deprecation"; type="text/html", '
            '</api/v2/>; rel="successor-version"; type="application/json"'
        )
    assert "Deprecation" not in support.get("/api/v2/orders/").headers


def test_problems_are_those_of_version_2(support: Any) -> None:
    response = support.get(f"{ADDRESS}?page=0")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [
        {"field": "page", "code": "out_of_range", "detail": "A whole number from 1 to 1000000."}
    ]


def test_a_customer_sees_own_orders_alone(people: dict[str, User]) -> None:
    shop.order("1", customer=shop.customer("13085", user=people["customer"]))
    shop.order("2")
    customer = client_of(people["customer"])
    assert [row["order_no"] for row in customer.get(ADDRESS).json()["results"]] == ["1"]
    assert customer.get(f"{ADDRESS}2/").status_code == 404


def test_the_count_is_read_without_sorting_or_customers(support: Any, django_assert_num_queries: Any) -> None:
    shop.orders(1)
    with django_assert_num_queries(3) as queries:
        support.get(ADDRESS)
    count = next(query["sql"] for query in queries.captured_queries if "COUNT(" in query["sql"])
    assert "ORDER BY" not in count
    assert "JOIN" not in count

"""/api/v2/orders/"""

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of, sign_in

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/orders/"
IN_LIST = {
    "number": "1001",
    "url": f"{HOST}/orders/1001/",
    "kind": "sale",
    "status": "paid",
    "customer": {"number": "13085", "name": "Ada", "url": f"{HOST}/customers/13085/"},
    "country": "GB",
    "currency": "GBP",
    "total": "18.000",
    "line_count": 2,
    "placed_at": "2011-12-09T12:50:00Z",
}


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


@pytest.fixture
def order(db: None) -> Any:
    return shop.order(
        "1001",
        ("85048", 2, "6.950"),
        ("BANK CHARGES", 1, "4.100"),
        status="paid",
        customer=shop.customer("13085", name="Ada"),
    )


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


def test_a_list_shows_orders_without_their_lines(support: Any, order: Any) -> None:
    assert support.get(ADDRESS).json() == {"next": None, "previous": None, "results": [IN_LIST]}


def test_details_show_the_lines_and_where_the_payments_are(support: Any, order: Any) -> None:
    document = support.get(f"{ADDRESS}1001/").json()
    assert document.pop("created_at") == order.created_at.isoformat().replace("+00:00", "Z")
    assert document == IN_LIST | {
        "lines": [
            {
                "position": 1,
                "sku": "85048",
                "name": "Product 85048",
                "quantity": 2,
                "unit_price": "6.950",
                "amount": "13.900",
                "product": f"{HOST}/products/85048/",
            },
            {
                "position": 2,
                "sku": "BANK CHARGES",
                "name": "Product BANK CHARGES",
                "quantity": 1,
                "unit_price": "4.100",
                "amount": "4.100",
                "product": f"{HOST}/products/BANK%20CHARGES/",
            },
        ],
        "links": {"payments": f"{HOST}/payments/?order=1001"},
    }


def test_every_link_leads_somewhere(people: dict[str, User], order: Any) -> None:
    manager = client_of(people["manager"])
    document = manager.get(f"{ADDRESS}1001/").json()
    links = [document["url"], document["customer"]["url"], document["links"]["payments"]]
    for link in [*links, *(line["product"] for line in document["lines"])]:
        assert manager.get(link).status_code == 200, link


def test_an_order_without_a_customer_says_so(support: Any) -> None:
    shop.order("1001")
    assert support.get(ADDRESS).json()["results"][0]["customer"] is None


def test_a_browser_page_costs_the_queries_of_its_list(
    people: dict[str, User], client: Any, django_assert_num_queries: Any
) -> None:
    shop.orders(3)
    sign_in(client, people["support"])
    with django_assert_num_queries(3):  # session, user, orders
        assert client.get(ADDRESS, headers={"Accept": "text/html"}).status_code == 200


def test_details_read_no_filters(support: Any, order: Any) -> None:
    response = support.get(f"{ADDRESS}1001/?kind=sale")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "kind")


def test_pages_lead_forth_and_back(support: Any) -> None:
    shop.orders(7)
    pages = []
    link = f"{ADDRESS}?limit=3&country=GB&ordering=-placed_at"
    while link:
        page = support.get(link).json()
        pages.append([row["number"] for row in page["results"]])
        previous, link = page["previous"], page["next"]
    assert pages == [["1007", "1006", "1005"], ["1004", "1003", "1002"], ["1001"]]
    assert numbers(support.get(previous)) == pages[1]
    first = support.get(support.get(previous).json()["previous"]).json()
    assert [row["number"] for row in first["results"]] == pages[0]
    assert first["previous"] is None


def test_an_order_that_comes_in_between_doubles_nothing(support: Any) -> None:
    shop.orders(4)
    first = support.get(f"{ADDRESS}?limit=2").json()
    shop.order("2000", placed_at=shop.FIRST_MORNING + timedelta(days=1))
    assert numbers(support.get(first["next"])) == ["1002", "1001"]


def test_a_cursor_knows_where_the_empty_ones_stand(support: Any) -> None:
    shop.orders(2)
    shop.order("1")
    link = support.get(f"{ADDRESS}?limit=1&ordering=customer:first").json()["next"]
    assert numbers(support.get(link)) == ["1001"]
    assert support.get(link.replace("customer%3Afirst", "customer%3Alast")).json()["errors"][0]["field"] == "cursor"
    assert support.get(link.replace("customer%3Afirst", "customer")).status_code == 400


def test_a_cursor_serves_its_own_list_alone(support: Any) -> None:
    shop.orders(4)
    link = support.get(f"{ADDRESS}?limit=2").json()["next"]
    cursor = link.split("cursor=")[1].split("&")[0]
    assert numbers(support.get(f"{ADDRESS}?cursor={cursor}&limit=1")) == ["1002"]
    for other in (f"{ADDRESS}?country=GB", f"{ADDRESS}?ordering=number", "/api/v2/customers/?limit=2"):
        response = support.get(other, {**dict(p.split("=") for p in other.split("?")[1].split("&")), "cursor": cursor})
        assert response.status_code == 400, other
        assert response.json()["errors"][0]["field"] == "cursor"


def test_no_count_is_made(support: Any, django_assert_num_queries: Any) -> None:
    shop.orders(3)
    with django_assert_num_queries(2) as queries:
        support.get(f"{ADDRESS}?limit=2")
    assert not any("COUNT(" in query["sql"] for query in queries.captured_queries)


def test_odd_numbers_in_the_address_are_not_found(support: Any, order: Any) -> None:
    for number in ("%00", "1001%00", "%F0%9F%92%A9", "'", "1001%0A", "x" * 300, "..%2F1001", "%ED%A0%80"):
        response = support.get(f"{ADDRESS}{number}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found"), number


def test_a_customer_sees_own_orders_alone(people: dict[str, User]) -> None:
    shop.order("1", customer=shop.customer("13085", user=people["customer"]))
    shop.order("2", customer=shop.customer("13086"))
    shop.order("3")
    customer = client_of(people["customer"])
    assert numbers(customer.get(ADDRESS)) == ["1"]
    assert numbers(customer.get(f"{ADDRESS}?customer=13086")) == []
    assert customer.get(f"{ADDRESS}1/").status_code == 200


def test_a_foreign_order_is_answered_like_a_missing_one(people: dict[str, User]) -> None:
    shop.order("2", customer=shop.customer("13086"))
    customer = client_of(people["customer"])
    foreign, missing = (customer.get(f"{ADDRESS}{number}/") for number in ("2", "999"))
    bodies = [response.json() | {"request_id": ""} for response in (foreign, missing)]
    assert bodies[0] == bodies[1]
    assert (foreign.status_code, missing.status_code) == (404, 404)

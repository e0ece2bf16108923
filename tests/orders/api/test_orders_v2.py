"""/api/v2/orders/"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

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


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_costs_the_same_queries_whatever_its_length(
    support: Any, rows: int, django_assert_num_queries: Any
) -> None:
    shop.orders(rows)
    with django_assert_num_queries(3):  # the token with its user, the permissions, the orders with customers
        assert len(numbers(support.get(f"{ADDRESS}?limit=50"))) == rows


@pytest.mark.parametrize("lines", [3, 30])
def test_details_cost_the_same_queries_whatever_the_number_of_lines(
    support: Any, lines: int, django_assert_num_queries: Any
) -> None:
    shop.order("1001", *((f"SKU{index}", 1, "1.000") for index in range(lines)))
    with django_assert_num_queries(4):  # the token, the permissions, the order, its lines with products
        assert len(support.get(f"{ADDRESS}1001/").json()["lines"]) == lines


def test_a_browser_page_costs_the_queries_of_its_list(
    people: dict[str, User], client: Any, django_assert_num_queries: Any
) -> None:
    shop.orders(3)
    client.force_login(people["support"])
    with django_assert_num_queries(4):  # session, user, permissions, orders
        assert client.get(ADDRESS, headers={"Accept": "text/html"}).status_code == 200


@pytest.fixture
def assortment(db: None) -> None:
    ada, bob = shop.customer("13085"), shop.customer("13086", country="FR")
    shop.order("1", ("85048", 1, "5.000"), customer=ada, status="paid", placed_at=datetime(2011, 12, 1, tzinfo=UTC))
    shop.order(
        "2", ("POST", 1, "3.000"), customer=bob, country="FR", placed_at=datetime(2011, 12, 2, 23, 59, 59, tzinfo=UTC)
    )
    shop.order(
        "C3", ("85048", -1, "5.000"), customer=ada, kind="credit_note", placed_at=datetime(2011, 12, 3, tzinfo=UTC)
    )
    shop.order("4", placed_at=datetime(2011, 12, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["4", "C3", "2", "1"]),
        ("number=C3", ["C3"]),
        ("number=c3", ["C3"]),
        ("kind=credit_note", ["C3"]),
        ("status=paid", ["1"]),
        ("country=FR", ["2"]),
        ("customer=13085", ["C3", "1"]),
        ("customer=13085&kind=sale", ["1"]),
        ("sku=85048", ["C3", "1"]),
        ("sku=%20post%20", ["2"]),
        ("placed_from=2011-12-03", ["4", "C3"]),
        ("placed_to=2011-12-02", ["2", "1"]),
        ("placed_from=2011-12-02&placed_to=2011-12-03", ["C3", "2"]),
        ("placed_from=2011-12-02T23:59:59Z&placed_to=2011-12-02T23:59:59Z", ["2"]),
        ("placed_from=2011-12-03T00:59:59%2B01:00&placed_to=2011-12-03T01:00:00%2B01:00", ["C3", "2"]),
        ("placed_to=2011-12-01T00:00:00", ["1"]),
        ("country=", ["4", "C3", "2", "1"]),
        ("ordering=number", ["1", "2", "4", "C3"]),
        ("ordering=total", ["C3", "4", "2", "1"]),
        ("ordering=-customer,placed_at", ["2", "1", "C3", "4"]),
        ("ordering=customer,-placed_at", ["C3", "1", "2", "4"]),
        ("ordering=customer:first,-placed_at", ["4", "C3", "1", "2"]),
        ("ordering=-customer:first,placed_at", ["4", "2", "1", "C3"]),
        ("ordering=-customer:last,placed_at", ["2", "1", "C3", "4"]),
    ],
)
def test_filters_and_orderings(support: Any, assortment: None, query: str, found: list[str]) -> None:
    assert numbers(support.get(f"{ADDRESS}?{query}")) == found
    assert numbers(support.get(f"{ADDRESS}?{query}&limit=200")) == found


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("kind=gift", "kind", "invalid_choice"),
        ("status=lost", "status", "invalid_choice"),
        ("country=England", "country", "max_length"),
        ("country=G", "country", "min_length"),
        ("number=%00", "number", "null_characters_not_allowed"),
        ("sku=" + "x" * 41, "sku", "max_length"),
        ("placed_from=yesterday", "placed_from", "invalid"),
        ("placed_to=2011-13-01", "placed_to", "invalid"),
        ("placed_to=9999-12-31", "placed_to", "out_of_range"),
        ("placed_to=2200-01-01", "placed_to", "out_of_range"),
        ("placed_from=0001-01-01", "placed_from", "out_of_range"),
        ("placed_from=0001-01-01T00:00:00%2B14:00", "placed_from", "out_of_range"),
        ("placed_from=1900-01-01T00:00:00%2B14:00", "placed_from", "out_of_range"),
        ("ordering=colour", "ordering", "unknown_column"),
        ("ordering=number,,total", "ordering", "unknown_column"),
        ("ordering=--number", "ordering", "unknown_column"),
        ("ordering=number,-number", "ordering", "repeated_column"),
        ("ordering=pk", "ordering", "unknown_column"),
        ("ordering=customer:middle", "ordering", "unknown_place"),
        ("ordering=customer:", "ordering", "unknown_place"),
        ("ordering=number:last", "ordering", "never_empty"),
        ("ordering=colour:last", "ordering", "unknown_column"),
        ("ordering=customer__user__password", "ordering", "unknown_column"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=201", "limit", "out_of_range"),
        ("limit=-1", "limit", "out_of_range"),
        ("limit=ten", "limit", "out_of_range"),
        ("limit=%D9%A3", "limit", "out_of_range"),
        ("limit=", "limit", "out_of_range"),
        ("cursor=x", "cursor", "invalid_cursor"),
        ("limt=3", "limt", "unknown_parameter"),
        ("page=2", "page", "unknown_parameter"),
        ("customer__user=1", "customer__user", "unknown_parameter"),
        ("country=GB&country=FR", "country", "repeated_parameter"),
    ],
)
def test_a_wrong_parameter_is_named(support: Any, assortment: None, query: str, field: str, code: str) -> None:
    response = support.get(f"{ADDRESS}?{query}")
    assert response.status_code == 400
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]


def test_a_date_out_of_range_is_told_the_range(support: Any) -> None:
    error = support.get(f"{ADDRESS}?placed_to=9999-12-31").json()["errors"][0]
    assert error["detail"] == "A day or a moment from 1900-01-01 to 2199-12-31."


def test_the_ends_of_the_range_are_inside(support: Any, order: Any) -> None:
    assert numbers(support.get(f"{ADDRESS}?placed_from=1900-01-01&placed_to=2199-12-31")) == ["1001"]


def test_numbers_are_found_however_they_are_written(support: Any) -> None:
    shop.order("C489449", customer=shop.customer("AB1"))
    assert support.get(f"{ADDRESS}c489449/").json()["number"] == "C489449"
    assert support.get("/api/v2/customers/ab1/").json()["number"] == "AB1"
    assert support.get("/api/v1/orders/c489449/").status_code == 200
    assert numbers(support.get(f"{ADDRESS}?number=c489449")) == ["C489449"]
    assert numbers(support.get(f"{ADDRESS}?customer=ab1")) == ["C489449"]
    assert numbers(support.get("/api/v2/customers/?number=ab1")) == ["AB1"]


def test_an_unknown_column_is_told_the_columns_there_are(support: Any) -> None:
    error = support.get(f"{ADDRESS}?ordering=colour").json()["errors"][0]
    assert error["detail"] == "Unknown column “colour”; there are: placed_at, number, total, customer."


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
    with django_assert_num_queries(3) as queries:
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

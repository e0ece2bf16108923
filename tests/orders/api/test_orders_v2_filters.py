"""/api/v2/orders/: what operators look for, and what is told when they ask wrongly."""

from datetime import UTC, datetime
from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

ADDRESS = "/api/v2/orders/"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


@pytest.fixture
def assortment(db: None) -> None:
    ada, bob = shop.customer("13085", email="ada@x.example"), shop.customer("13086", country="FR")
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
        ("country=fr", ["2"]),
        ("country=Xc", []),
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
        ("customer_email=ada@x.example", ["C3", "1"]),
        ("total_from=3", ["2", "1"]),
        ("total_from=-5.0&total_to=3.000", ["4", "C3", "2"]),
        ("currency=GBP&total_to=-0.001", ["C3"]),
        ("currency=EUR", []),
        ("currency=gbp&country=fr", ["2"]),
        ("imported_by=00000000-0000-0000-0000-000000000000", []),
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


def test_the_orders_of_an_import(people: dict[str, User], support: Any) -> None:
    imported = shop.import_job(people["owner"])
    shop.order("1", imported_by=imported)
    shop.order("2")
    assert numbers(support.get(f"{ADDRESS}?imported_by={imported.job_id}")) == ["1"]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("kind=gift", "kind", "invalid_choice"),
        ("status=lost", "status", "invalid_choice"),
        ("country=England", "country", "max_length"),
        ("country=G", "country", "min_length"),
        ("country=QQ", "country", "country_unknown"),
        ("country=%25d", "country", "country_unknown"),  # the words of an error take values in
        ("country=%C3%9F", "country", "min_length"),  # in capitals it would be SS, South Sudan
        ("number=%00", "number", "null_characters_not_allowed"),
        ("sku=" + "x" * 41, "sku", "max_length"),
        ("placed_from=yesterday", "placed_from", "invalid"),
        ("placed_to=2011-13-01", "placed_to", "invalid"),
        ("placed_to=9999-12-31", "placed_to", "out_of_range"),
        ("placed_to=2200-01-01", "placed_to", "out_of_range"),
        ("placed_from=0001-01-01", "placed_from", "out_of_range"),
        ("placed_from=0001-01-01T00:00:00%2B14:00", "placed_from", "out_of_range"),
        ("placed_from=1900-01-01T00:00:00%2B14:00", "placed_from", "out_of_range"),
        ("total_from=1e3", "total_from", "invalid"),
        ("total_from=ten", "total_from", "invalid"),
        ("total_to=NaN", "total_to", "invalid"),
        ("total_to=1.2345", "total_to", "invalid"),
        ("total_to=123456789012345678", "total_to", "invalid"),
        ("currency=POUND", "currency", "max_length"),
        ("imported_by=17", "imported_by", "invalid"),
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


def test_the_ends_of_the_range_are_inside(support: Any) -> None:
    shop.order("1001")
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


def test_who_may_not_see_customers_finds_no_orders_by_their_e_mail(people: Any, assortment: None) -> None:
    asked = f"{ADDRESS}?customer_email=ada@x.example"
    assert numbers(client_of(people["warehouse"]).get(asked)) == []
    assert numbers(client_of(people["support"]).get(asked)) == ["C3", "1"]

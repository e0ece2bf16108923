"""/api/v2/customers/"""

from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import User
from apps.orders.models import Customer
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/customers/"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


def test_list_and_details(support: Any) -> None:
    ada = shop.customer("13085", name="Ada", email="ada@example.com")
    row = {
        "number": "13085",
        "url": f"{HOST}/customers/13085/",
        "name": "Ada",
        "email": "ada@example.com",
        "phone": "",
        "country": "GB",
        "created_at": ada.created_at.isoformat().replace("+00:00", "Z"),
    }
    assert support.get(ADDRESS).json() == {"next": None, "previous": None, "results": [row]}
    details = support.get(f"{ADDRESS}13085/").json()
    assert details == row | {"links": {"orders": f"{HOST}/orders/?customer=13085"}}
    assert support.get(details["links"]["orders"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1", "2", "3"]),
        ("number=2", ["2"]),
        ("country=fr", ["2"]),
        ("email=bob@example.com", ["2"]),
        ("email=bob", []),
        ("email=bob@Example.COM", ["2"]),
        ("name=LOVE", ["1"]),
        ("ordering=country,-number", ["2", "3", "1"]),
    ],
)
def test_filters_and_orderings(support: Any, query: str, found: list[str]) -> None:
    shop.customer("1", name="Ada Lovelace")
    shop.customer("2", name="Bob", email="bob@example.com", country="FR")
    shop.customer("3")
    assert [row["number"] for row in support.get(f"{ADDRESS}?{query}").json()["results"]] == found


def test_a_customer_sees_their_own_record_alone(people: dict[str, User]) -> None:
    shop.customer("13085", user=people["customer"])
    shop.customer("13086")
    customer = client_of(people["customer"])
    assert [row["number"] for row in customer.get(ADDRESS).json()["results"]] == ["13085"]
    assert customer.get(f"{ADDRESS}13085/").status_code == 200
    assert customer.get(f"{ADDRESS}13086/").status_code == 404


def make(client: Any, asked: Any) -> Any:
    return client.post(ADDRESS, asked, format="json", headers={"Idempotency-Key": str(uuid4())})


def change(client: Any, asked: Any, etag: str = "*") -> Any:
    return client.patch(f"{ADDRESS}13085/", asked, format="json", headers={"If-Match": etag})


def errors(response: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in response.json()["errors"]]


def test_email_and_phone_are_changed_and_kept_in_one_spelling(support: Any) -> None:
    ada = shop.customer("13085")
    asked = {"email": " Ada@MÜNCHEN.example", "phone": "020 7946 0000"}
    answer = change(support, asked)
    assert answer.status_code == 200
    assert answer.json() == support.get(f"{ADDRESS}13085/").json()
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.phone) == ("Customer 13085", "Ada@xn--mnchen-3ya.example", "+442079460000")
    assert change(support, {"phone": ""}).json()["phone"] == ""


def test_everything_that_cannot_be_taken_is_named_at_once_and_nothing_changes(support: Any) -> None:
    ada = shop.customer("13085", country="EU", email="ada@x.example")
    answer = change(support, {"email": "ada@x", "phone": "020 7946 0000"})
    assert (answer.status_code, answer.json()["code"]) == (400, "validation_failed")
    assert errors(answer) == [("email", "email_domain_invalid"), ("phone", "phone_country_needed")]
    assert errors(change(support, {"number": "1", "emial": "b@x.example"})) == [("", "nothing_to_change")]
    ada.refresh_from_db()
    assert (ada.number, ada.email, ada.phone) == ("13085", "ada@x.example", "")


def test_a_customer_may_not_change_their_own_record_here(people: dict[str, User]) -> None:
    shop.customer("13085", user=people["customer"])
    customer = client_of(people["customer"])
    assert change(customer, {"email": "b@x.example"}).status_code == 403


def test_a_customer_is_made_and_answered_as_they_are_read(support: Any) -> None:
    asked = {"name": "Ada", "country": "gb", "email": "ada@x.example", "phone": "020 7946 0000"}
    made = make(support, asked)
    assert made.status_code == 201
    read = support.get(made["Location"])
    assert (read.json(), read["ETag"]) == (made.json(), made["ETag"])
    assert (made.json()["country"], made.json()["phone"]) == ("GB", "+442079460000")


def test_a_customer_who_cannot_be_taken_is_named_whole(support: Any) -> None:
    answer = make(support, {"country": "QQ", "email": "ada@x", "phone": "1"})
    assert answer.status_code == 400
    assert errors(answer) == [
        ("name", "required"),
        ("country", "country_unknown"),
        ("email", "email_domain_invalid"),
        ("phone", "phone_country_needed"),
    ]
    assert not Customer.objects.exists()

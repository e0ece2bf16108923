"""/api/v1/customers/: what old clients rely on."""

from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

ADDRESS = "/api/v1/customers/"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


def test_lists_and_details_have_the_old_names(support: Any) -> None:
    ada = shop.customer("13085", name="Ada", email="ada@x.example", created_at=shop.FIRST_MORNING)
    document = {
        "customer_id": "13085",
        "customer_name": "Ada",
        "email": "ada@x.example",
        "country": "GB",
        "customer_since": "2011-12-09T12:50:00Z",
    }
    page = support.get(ADDRESS).json()
    assert page == {"count": 1, "count_is_exact": True, "next": None, "previous": None, "results": [document]}
    response = support.get(f"{ADDRESS}{ada.number}/")
    assert response.json() == document
    assert {"Deprecation", "Sunset", "Link", "ETag"} <= set(response.headers)


def test_filters_and_orderings_have_the_old_names(support: Any) -> None:
    shop.customer("1", name="Ada", email="ada@x.example")
    shop.customer("2", name="Bob", country="FR")
    for query, found in (
        ("customer_id=2", ["2"]),
        ("customer_name=ad", ["1"]),
        ("email=ada@x.example", ["1"]),
        ("country=fr", ["2"]),
        ("ordering=-customer_id", ["2", "1"]),
        ("page_size=1&page=2", ["2"]),
    ):
        rows = support.get(f"{ADDRESS}?{query}").json()["results"]
        assert [row["customer_id"] for row in rows] == found, query
    for new in ("number=1", "name=ada", "expand=orders", "fields=email", "limit=1"):
        assert support.get(f"{ADDRESS}?{new}").status_code == 400, new

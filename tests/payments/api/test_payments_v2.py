"""/api/v2/payments/"""

from typing import Any

import pytest

from apps.accounts.models import User
from tests import shop
from tests.calling import client_of

HOST = "http://testserver/api/v2"
ADDRESS = "/api/v2/payments/"


@pytest.fixture
def support(people: dict[str, User]) -> Any:
    return client_of(people["support"])


def test_list_and_details(support: Any) -> None:
    paid = shop.payment(shop.order("1001"), "pay-1", "18.000", status="partly_refunded", refunded="4.100")
    shop.refund(paid, "4.100")
    row = {
        "reference": "pay-1",
        "url": f"{HOST}/payments/pay-1/",
        "order": {"number": "1001", "url": f"{HOST}/orders/1001/"},
        "method": "card",
        "status": "partly_refunded",
        "currency": "GBP",
        "authorised": "18.000",
        "captured": "18.000",
        "refunded": "4.100",
        "created_at": "2011-12-09T12:50:00Z",
    }
    assert support.get(ADDRESS).json() == {"next": None, "previous": None, "results": [row]}
    assert support.get(f"{ADDRESS}pay-1/").json() == row | {
        "refunds": [
            {"amount": "4.100", "status": "completed", "reason": "broken", "created_at": "2011-12-09T12:50:00Z"}
        ]
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["pay-2", "pay-1"]),
        ("order=1001", ["pay-1"]),
        ("method=paypal", ["pay-2"]),
        ("status=pending", ["pay-2"]),
        ("reference=pay-2", ["pay-2"]),
        ("refund_status=completed", ["pay-1"]),
        ("refund_status=failed", []),
        ("currency=GBP&created_from=2011-12-10", []),
        ("created_to=2011-12-09", ["pay-2", "pay-1"]),
        ("ordering=reference", ["pay-1", "pay-2"]),
    ],
)
def test_filters_and_orderings(support: Any, query: str, found: list[str]) -> None:
    refunded = shop.payment(shop.order("1001"), "pay-1")
    shop.refund(refunded, "1.000")
    shop.refund(refunded, "2.000")
    shop.payment(shop.order("1002"), "pay-2", method="paypal", status="pending")
    assert [row["reference"] for row in support.get(f"{ADDRESS}?{query}").json()["results"]] == found


@pytest.mark.parametrize("query", ["method=shells", "status=lost"])
def test_a_wrong_value_is_named(support: Any, query: str) -> None:
    errors = support.get(f"{ADDRESS}?{query}").json()["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [(query.split("=")[0], "invalid_choice")]


def test_a_customer_sees_payments_of_own_orders_alone(people: dict[str, User]) -> None:
    shop.payment(shop.order("1", customer=shop.customer("13085", user=people["customer"])), "pay-1")
    shop.payment(shop.order("2", customer=shop.customer("13086")), "pay-2")
    customer = client_of(people["customer"])
    assert [row["reference"] for row in customer.get(ADDRESS).json()["results"]] == ["pay-1"]
    assert customer.get(f"{ADDRESS}pay-1/").status_code == 200
    assert customer.get(f"{ADDRESS}pay-2/").status_code == 404

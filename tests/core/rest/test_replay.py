"""The recorded session of version 1, sent again."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.catalog.api.v1 import serializers as catalog_v1
from apps.catalog.api.v2 import serializers as catalog
from apps.orders.api.v1 import serializers as orders_v1
from apps.orders.api.v2 import serializers as orders
from tests.core.rest.planting import rename_field
from tests.core.rest.replaying import Session, faults, missing, read, record

pytestmark = pytest.mark.django_db


def test_every_recorded_answer_comes_back(people: dict[str, User], pytestconfig: pytest.Config) -> None:
    calls = read()
    if pytestconfig.getoption("--record-traffic"):
        record(Session(people), calls)
        return
    assert [*faults(Session(people), calls)] == []
    assert len(calls) > 50


@pytest.mark.parametrize(
    ("serializer", "old", "new", "fault"),
    [
        (orders_v1.OrderSerializer, "order_no", "order_number", "list of orders: results[0].order_no is gone"),
        (orders_v1.OrderItemSerializer, "price", "unit", "order with its items: items[0].price is gone"),
        (catalog_v1.ProductSerializer, "active", "is_active", "product: active is gone"),
    ],
)
def test_a_renamed_field_is_named_with_its_call(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch, serializer: Any, old: str, new: str, fault: str
) -> None:
    rename_field(monkeypatch, serializer, old, new)
    assert fault in [*faults(Session(people), reads())]


def test_a_renamed_field_that_clients_send_is_named(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    declared = dict(orders_v1.AddCustomerInput._declared_fields)
    declared["full_name"] = declared.pop("customer_name")
    monkeypatch.setattr(orders_v1.AddCustomerInput, "_declared_fields", declared)
    found = [*faults(Session(people), [call for call in read() if call["name"] == "new customer"])]
    assert "new customer: status is 400, was 201" in found
    assert "new customer: customer_name is gone" in found


@pytest.mark.parametrize(
    ("serializer", "old", "new"),
    [
        (orders.OrderSerializer, "line_count", "lines_total"),
        (orders.CustomerSerializer, "name", "full_name"),
        (catalog.ProductSerializer, "is_active", "for_sale"),
    ],
)
def test_what_version_2_renames_is_nothing_to_version_1(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch, serializer: Any, old: str, new: str
) -> None:
    rename_field(monkeypatch, serializer, old, new)
    assert [*faults(Session(people), reads())] == []


def reads() -> list[Any]:
    return [call for call in read() if call["method"] == "GET" and "new" not in call["name"]]


def test_what_is_added_is_passed_over_and_what_is_otherwise_is_named() -> None:
    recorded = {"status": 200, "body": {"a": [{"n": {"number": "1.50"}, "id": "*"}], "b": None}}
    now = {"status": 200, "body": {"a": [{"n": {"number": "1.50"}, "id": "7", "new": 1}], "b": None, "c": 2}}
    assert [*missing(recorded, now)] == []
    now["body"]["a"][0] |= {"n": {"number": "1.5"}, "id": None}
    del now["body"]["b"]
    assert [*missing(recorded, now)] == [
        'a[0].n.number is "1.5", was "1.50"',
        'a[0].id is null, was "*"',
        "b is gone",
    ]
    assert [*missing([1], [1, 2], "body")] == ["body is [1, 2], was [1]"]

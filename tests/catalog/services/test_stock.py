"""Receiving, adjusting and counting stock: what is written, and what is refused without a trace."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.catalog.models import Product, StockItem, StockMovement
from apps.catalog.services.stock import adjust_stock, receive_stock, release_stock, reserve_stock, take_stock
from apps.core.errors import DomainError
from apps.core.models import AuditEntry, OutboxEvent
from tests import shop


@pytest.fixture
def lamp(db: None) -> Product:
    return shop.product("85048", name="Lamp")


def figures(product: Product) -> tuple[int, int, int]:
    item = StockItem.objects.get(product=product)
    return item.on_hand, item.reserved, item.free


def figures_of(on_hand: int, reserved: int = 0) -> dict[str, int]:
    return {"on_hand": on_hand, "reserved": reserved}


def traces() -> list[Any]:
    """What a refused call must leave as it was."""
    return [
        list(model.objects.order_by("pk").values()) for model in (StockItem, StockMovement, AuditEntry, OutboxEvent)
    ]


def test_each_change_is_a_movement_with_its_trail_and_event(lamp: Product, people: dict[str, User]) -> None:
    warehouse = people["warehouse"]
    receive_stock(product=lamp, quantity=12, by=warehouse, reason="delivery 7")
    adjust_stock(product=lamp, quantity=-2, by=warehouse, reason="broken")
    take_stock(product=lamp, counted=11, by=warehouse, reason="yearly count")
    take_stock(product=lamp, counted=11, by=None, reason="again")
    assert figures(lamp) == (11, 0, 11)
    moved = StockMovement.objects.order_by("pk").values_list("kind", "quantity", "on_hand_after", "reason", "by")
    assert list(moved) == [
        ("receive", 12, 12, "delivery 7", warehouse.pk),
        ("adjust", -2, 10, "broken", warehouse.pk),
        ("stocktake", 1, 11, "yearly count", warehouse.pk),
        ("stocktake", 0, 11, "again", None),
    ]
    trail = AuditEntry.objects.filter(object_type="catalog.product", object_id=str(lamp.pk)).order_by("pk")
    assert list(trail.values_list("action", "actor", "before", "after", "reason"))[:2] == [
        ("catalog.stock_received", warehouse.pk, figures_of(0), figures_of(12), "delivery 7"),
        ("catalog.stock_adjusted", warehouse.pk, figures_of(12), figures_of(10), "broken"),
    ]
    event = OutboxEvent.objects.filter(name="catalog.StockMoved").order_by("pk")[1]
    assert event.aggregate == f"catalog.product:{lamp.pk}"
    assert event.payload == {
        "product_id": lamp.pk,
        "sku": "85048",
        "movement_id": StockMovement.objects.order_by("pk")[1].pk,
        "kind": "adjust",
        "quantity": -2,
        "reserved": 0,
        "on_hand_after": 10,
        "reserved_after": 0,
    }


def test_what_is_reserved_stays_on_hand_until_it_is_released(lamp: Product, people: dict[str, User]) -> None:
    warehouse = people["warehouse"]
    shop.stock(lamp, 10)
    reserve_stock(product=lamp, quantity=10, by=warehouse, reason="for Ms Hopper")
    assert figures(lamp) == (10, 10, 0)
    release_stock(product=lamp, quantity=7, by=warehouse, reason="not fetched")
    assert figures(lamp) == (10, 3, 7)
    moved = StockMovement.objects.order_by("pk").values_list("kind", "quantity", "reserved", "reserved_after")
    assert list(moved)[1:] == [("reserve", 0, 10, 10), ("release", 0, -7, 3)]
    entry = AuditEntry.objects.get(action="catalog.stock_released")
    assert (entry.before, entry.after) == (figures_of(10, 10), figures_of(10, 3))


REFUSALS = [
    (receive_stock, {"quantity": 0}, "quantity_refused", "quantity"),
    (receive_stock, {"quantity": -1}, "quantity_refused", "quantity"),
    (receive_stock, {"quantity": 1_000_001}, "quantity_refused", "quantity"),
    (receive_stock, {"quantity": 999_991}, "too_much_stock", ""),
    (adjust_stock, {"quantity": 0}, "quantity_refused", "quantity"),
    (adjust_stock, {"quantity": -7}, "not_enough_stock", "quantity"),
    (adjust_stock, {"quantity": 1, "reason": "  "}, "reason_missing", "reason"),
    (reserve_stock, {"quantity": 7}, "not_enough_stock", "quantity"),
    (reserve_stock, {"quantity": 0}, "quantity_refused", "quantity"),
    (reserve_stock, {"quantity": 1, "reason": ""}, "reason_missing", "reason"),
    (release_stock, {"quantity": 5}, "not_reserved", "quantity"),
    (release_stock, {"quantity": -1}, "quantity_refused", "quantity"),
    (take_stock, {"counted": -1}, "quantity_refused", "counted"),
    (take_stock, {"counted": 3}, "count_below_reserved", "counted"),
    (take_stock, {"counted": 5, "reason": ""}, "reason_missing", "reason"),
]


@pytest.mark.parametrize(("service", "values", "code", "field"), REFUSALS)
def test_refusals_have_a_code_and_leave_no_trace(
    lamp: Product, people: dict[str, User], service: Any, values: dict[str, Any], code: str, field: str
) -> None:
    shop.stock(lamp, 10, reserved=4)
    before = traces()
    with pytest.raises(DomainError) as refusal:
        service(**{"product": lamp, "by": people["owner"], "reason": "because"} | values)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert traces() == before


@pytest.mark.parametrize("role", ["support", "auditor", "engineer", "customer"])
def test_who_does_not_work_in_the_warehouse_moves_nothing(lamp: Product, people: dict[str, User], role: str) -> None:
    before = traces()
    for service, values in ((receive_stock, {"quantity": 1}), (take_stock, {"counted": 1})):
        with pytest.raises(DomainError) as refusal:
            service(product=lamp, by=people[role], reason="please", **values)
        assert refusal.value.code == "not_allowed"
    assert traces() == before


def test_a_service_has_no_stock(db: None) -> None:
    with pytest.raises(DomainError) as refusal:
        receive_stock(product=shop.product("POST", kind="service"), quantity=1, by=None)
    assert refusal.value.code == "no_goods"
    assert not StockItem.objects.exists()

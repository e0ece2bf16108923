"""Many hands at one shelf: nothing is lost, because the stock item is locked; without the lock it is."""

from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from apps.catalog.models import Price, Product, StockItem, StockMovement
from apps.catalog.querysets import StockItemQuerySet
from apps.catalog.services import stock
from apps.catalog.services.prices import set_price
from apps.catalog.services.stock import adjust_stock, receive_stock
from apps.core.errors import DomainError
from apps.core.invariants import ask
from apps.core.models import AuditEntry
from tests import shop
from tests.hands import hands

pytestmark = pytest.mark.django_db(transaction=True)


def broken() -> list[str]:
    return [verdict.invariant.number for verdict in ask() if verdict.app == "catalog" and verdict.broken]


def test_nothing_is_lost_when_all_receive_and_adjust_at_once() -> None:
    lamp = shop.product("85048")

    def work(number: int) -> None:
        for _ in range(5):
            receive_stock(product=lamp, quantity=10, by=None)
            adjust_stock(product=lamp, quantity=-1 - number, by=None, reason="broken")

    with hands(6) as at_once:
        at_once(work)
    item = StockItem.objects.get(product=lamp)
    assert item.on_hand == 6 * 5 * 10 - 5 * (1 + 2 + 3 + 4 + 5 + 6)
    assert StockMovement.objects.filter(item=item).count() == 6 * 5 * 2
    assert broken() == []


def test_without_the_lock_a_movement_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    lamp = shop.product("85048")
    shop.stock(lamp, 0)
    both_have_read = Barrier(2)
    real = stock._move

    def move(item: StockItem, *args: Any, **kwargs: Any) -> Any:
        both_have_read.wait(10)
        return real(item, *args, **kwargs)

    monkeypatch.setattr(StockItemQuerySet, "locked", lambda self: self)
    monkeypatch.setattr(stock, "_move", move)
    with hands(2) as at_once:
        at_once(lambda number: receive_stock(product=lamp, quantity=10, by=None))
    assert StockItem.objects.get(product=lamp).on_hand == 10
    assert broken() == ["I10", "stock-steps"]


def test_two_who_set_the_same_price_set_it_once() -> None:
    lamp = shop.product("85048")

    def work(number: int) -> str:
        try:
            set_price(product=lamp, amount=Decimal("2.5"), currency="GBP", by=None, reason="")
        except DomainError as refusal:
            return refusal.code
        return "set"

    with hands(3) as at_once:
        assert sorted(at_once(work)) == ["price_unchanged", "price_unchanged", "set"]
    assert Price.objects.count() == AuditEntry.objects.filter(action="catalog.price_set").count() == 1


def test_a_product_that_is_being_priced_can_be_ordered() -> None:
    """The lock lets rows that point at the product come in: an import does not wait, and nobody waits for it."""
    lamp = shop.product("85048")
    with hands(1) as beside:

        def order(number: int) -> str:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return shop.order("1", ("85048", 1, "2.000")).number

        with transaction.atomic():
            Product.objects.locked().get(pk=lamp.pk)
            assert beside(order) == ["1"]

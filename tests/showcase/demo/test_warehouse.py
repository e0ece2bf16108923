"""The demonstration shop's prices and stock: they say the same as its orders, and they are written once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Min, OuterRef, Subquery, Sum

from apps.catalog.models import Price, Product, StockItem, StockMovement
from apps.core.invariants import ask
from apps.orders.models import OrderLine
from apps.showcase.demo.seeding import seed_orders, stock_up

NOW = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> None:
    seed_orders(lines=3_000, now=NOW)


def test_the_books_are_in_order_and_levels_differ(shop: None) -> None:
    assert [verdict for verdict in ask() if verdict.app in ("catalog", "orders") and verdict.broken] == []
    assert StockItem.objects.count() == 400
    assert StockItem.objects.filter(free=0).exists()
    assert StockItem.objects.low().filter(free__gt=0).exists()
    assert StockItem.objects.filter(free__gt=50, reserved__gt=0).exists()


def test_every_line_was_sold_at_the_price_of_its_day(shop: None) -> None:
    then = Price.objects.filter(product=OuterRef("product"), valid_from__lte=OuterRef("order__placed_at"))
    lines = OrderLine.objects.annotate(price=Subquery(then.values("amount")[:1]))
    assert {line.sku for line in lines if line.price != line.unit_price} == set()
    assert Price.objects.filter(product__sku=lines[0].sku).exists()
    assert 600 < Price.objects.count() < 1_600


def test_what_was_sold_is_what_orders_sent(shop: None) -> None:
    sold = dict(StockMovement.objects.filter(kind="sell").values_list("item").annotate(Sum("quantity")))
    sent = OrderLine.objects.filter(order__kind="sale", order__status__in=["shipped", "completed"])
    assert {pk: -units for pk, units in sold.items()} == dict(sent.values_list("product").annotate(Sum("quantity")))


def test_movements_lie_between_the_first_day_and_now_in_their_order(shop: None) -> None:
    moments = list(StockMovement.objects.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert NOW - timedelta(days=540) <= moments[0] < moments[-1] < NOW
    assert Product.objects.aggregate(first=Min("created_at"))["first"] <= moments[0]


def test_a_second_run_and_a_late_one_write_nothing_twice(shop: None) -> None:
    before = Price.objects.count(), StockMovement.objects.count()
    seed_orders(lines=50, seed=2, now=NOW)
    assert not stock_up(now=NOW)
    assert (Price.objects.count(), StockMovement.objects.count()) == before

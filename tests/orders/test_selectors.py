"""The sums of the dashboard on a shop that is small enough to count by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from apps.orders import selectors
from apps.orders.models import Order
from apps.orders.rules.reporting import Period
from apps.orders.selectors import SoldInCountry, Sums
from tests import shop

pytestmark = pytest.mark.django_db
NINTH = date(2011, 12, 9)
WEEK = Period(date(2011, 12, 3), NINTH)


def at(day: int, hour: int = 12, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2011, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def small_shop() -> None:
    shop.order("1", ("MUG", 2, "6.950"), ("POST", 1, "4.100"), placed_at=at(9), status="completed")  # 18.000
    shop.order("2", ("MUG", 1, "7.001"), placed_at=at(9, 8), country="FR")  # 7.001
    shop.order("3", ("JAR", 3, "1.000"), placed_at=at(3, 0), country="FR")  # the first moment of the week
    shop.order("4", ("JAR", 5, "2.000"), placed_at=at(2, 23, 59))  # the week before
    shop.order("5", ("JAR", 9, "9.000"), placed_at=at(5), status="cancelled")
    shop.order("C6", ("MUG", -1, "6.950"), placed_at=at(4), kind="credit_note", status="completed")
    shop.order("A7", ("MUG", -1, "50.000"), placed_at=at(4), kind="adjustment", status="completed")
    shop.order("8", ("MUG", 1, "100.000"), placed_at=at(9), currency="EUR")


def test_the_sums_of_a_period_and_of_the_one_before(small_shop: None) -> None:
    days = selectors.sums_by_day(Period(WEEK.before.first, WEEK.last))
    assert selectors.total_of(days["GBP"], WEEK) == Sums(
        orders=3, revenue=Decimal("28.001"), returns=1, returned=Decimal("6.950"), cancelled=1
    )
    assert selectors.total_of(days["GBP"], WEEK.before) == Sums(orders=1, revenue=Decimal("10.000"))
    assert selectors.total_of(days["GBP"], Period(NINTH, NINTH)).revenue == Decimal("25.001")


def test_currencies_are_never_added(small_shop: None) -> None:
    days = selectors.sums_by_day(WEEK)
    assert days["EUR"] == {NINTH: Sums(orders=1, revenue=Decimal("100.000"))}
    assert sorted(days) == ["EUR", "GBP"]
    assert sum(one.revenue for one in selectors.sold_by_country(WEEK, "GBP")) == Decimal("28.001")


def test_the_average_is_exact_and_nothing_is_divided_by_nothing() -> None:
    assert Sums(orders=3, revenue=Decimal("28.002")).average == Decimal("9.334")
    assert Sums().average == 0


def test_countries_have_the_most_revenue_first(small_shop: None) -> None:
    assert selectors.sold_by_country(WEEK, "GBP") == [
        SoldInCountry("GB", 1, Decimal("18.000")),
        SoldInCountry("FR", 2, Decimal("10.001")),
    ]


def top(period: Period, limit: int = 5) -> list[tuple[str, int, int, Decimal]]:
    last = Order.objects.order_by("id").last()
    found = selectors.top_products(period, "GBP", limit=limit, last_id=last.pk if last else None)
    return [(one.sku, one.lines, one.units, one.revenue) for one in found.products]


def test_top_products_are_goods_sold_in_the_period(small_shop: None) -> None:
    shop.product("POST").__class__.objects.filter(sku="POST").update(kind="service")
    assert top(WEEK) == [("MUG", 2, 3, Decimal("20.901")), ("JAR", 1, 3, Decimal("3.000"))]
    assert top(WEEK.before, 1) == [("JAR", 1, 5, Decimal("10.000"))]


def test_top_products_are_kept_and_counted_again_when_an_order_comes(
    small_shop: None, django_assert_num_queries: object
) -> None:
    first = top(WEEK)
    last = Order.objects.order_by("id").last()
    with django_assert_num_queries(0):
        kept = selectors.top_products(WEEK, "GBP", limit=5, last_id=last.pk)
    assert [(one.sku, one.lines, one.units, one.revenue) for one in kept.products] == first
    shop.order("9", ("JAR", 100, "1.000"), placed_at=at(9))
    assert top(WEEK)[0] == ("JAR", 2, 103, Decimal("103.000"))


def test_a_day_is_that_of_the_time_zone(small_shop: None) -> None:
    shop.order("S", ("MUG", 1, "1.000"), placed_at=at(30, 23, 30, month=6))  # half past midnight in London, in summer
    june, july = (Period(date(2011, *day), date(2011, *day)) for day in ((6, 30), (7, 1)))
    assert (selectors.sums_by_day(june)["GBP"][june.first].orders, selectors.sums_by_day(july)) == (1, {})
    with timezone.override("Europe/London"):
        assert selectors.sums_by_day(june) == {}
        assert selectors.sums_by_day(july)["GBP"] == {july.first: Sums(orders=1, revenue=Decimal("1.000"))}
        assert selectors.extent().oldest == july.first
    # 28 March 2010 had 23 hours in London: its first moment is UTC's, its last one is not.
    with timezone.override("Europe/London"):
        begin, end = selectors.moments(Period(date(2010, 3, 28), date(2010, 3, 28)))
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(hours=23)


def test_the_extent_of_an_empty_shop_is_nothing() -> None:
    assert selectors.extent() == selectors.Extent(None, None, None)
    assert selectors.sums_by_day(WEEK) == {}


def test_a_product_s_months_end_with_its_last_sale_and_leave_no_gap(db: None) -> None:
    lamp = shop.product("85048")
    assert selectors.sold_by_month(lamp, "GBP") == []
    later = datetime(2011, 3, 1, tzinfo=UTC)
    shop.order("1", ("85048", 3, "2.000"), ("POST", 1, "4.000"), placed_at=datetime(2011, 1, 31, tzinfo=UTC))
    shop.order("2", ("85048", 1, "2.500"), placed_at=datetime(2010, 2, 1, tzinfo=UTC))
    shop.order("3", ("85048", 1, "2.500"), placed_at=datetime(2010, 1, 31, tzinfo=UTC))
    shop.order("4", ("85048", 9, "2.500"), placed_at=later, status="cancelled")
    shop.order("5", ("85048", 9, "2.500"), placed_at=later, currency="EUR")
    shop.order("6", ("85048", -1, "2.500"), placed_at=later, kind="credit_note")
    sold = selectors.sold_by_month(lamp, "GBP")
    assert [one.month for one in sold][::11] == [date(2010, 2, 1), date(2011, 1, 1)]
    assert [(one.units, one.revenue) for one in sold] == [(1, Decimal("2.5")), *[(0, Decimal(0))] * 10, (3, Decimal(6))]

"""Pages by keys against pages by offset: the same rows in the same order, whatever the order is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.rest import keyset
from apps.core.rest.cursors import Position
from apps.core.rest.pagination import links_around, read_page
from apps.core.rest.sorting import SortColumn, Sorting
from apps.orders.models import Customer, Order

MORNING = datetime(2011, 12, 9, tzinfo=UTC)
COLUMNS = {
    "placed_at": ("placed_at", False),
    "total": ("total", False),
    "country": ("country", False),
    "customer": ("customer__number", True),
    "source_rows": ("source_rows", True),
    "number": ("number", False),
}


@st.composite
def sortings(draw: st.DrawFn) -> Sorting:
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=0, max_size=4, unique=True))
    columns = []
    for name in names:
        column, nullable = COLUMNS[name]
        nulls = draw(st.sampled_from(["first", "last"])) if nullable else None
        columns.append(SortColumn(name, column, draw(st.booleans()), nulls))
    return Sorting.of(Order, columns)


@pytest.fixture
def rows(db: None) -> None:
    """Forty orders with many ties and empty values."""
    customers = [Customer.objects.create(number=f"{n}", country="GB") for n in (9, 10, 11)]
    Order.objects.bulk_create(
        Order(
            number=f"{(index * 7) % 40:03}",
            placed_at=MORNING + timedelta(minutes=index % 4),
            total=Decimal(index % 3) / 8,
            country=("GB", "FR")[index % 2],
            customer=[*customers, None][index % 4],
            source_rows=(None, 1, 2)[index % 3],
            currency="GBP",
        )
        for index in range(40)
    )


def walk(sorting: Sorting, limit: int) -> list[int]:
    """All rows, page by page."""
    seen: list[int] = []
    position: Position | None = None
    for _ in range(200):
        page, more = read_page(Order.objects.select_related("customer"), sorting, position, limit)
        seen += [row.pk for row in page]
        position, _ = links_around(page, sorting, position, more=more)
        if position is None:
            return seen
    raise AssertionError("the list does not end")


FAST = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@FAST
@given(sorting=sortings(), limit=st.integers(1, 15))
def test_all_pages_together_are_the_list(rows: None, sorting: Sorting, limit: int) -> None:
    reference = list(Order.objects.order_by(*sorting.expressions()).values_list("pk", flat=True))
    assert walk(sorting, limit) == reference


@FAST
@given(sorting=sortings(), limit=st.integers(1, 15), steps=st.integers(1, 5))
def test_the_way_back_shows_the_same_pages(rows: None, sorting: Sorting, limit: int, steps: int) -> None:
    pages = []
    position: Position | None = None
    for _ in range(steps):
        page, more = read_page(Order.objects.select_related("customer"), sorting, position, limit)
        following, back = links_around(page, sorting, position, more=more)
        pages.append([row.pk for row in page])
        if following is None:
            break
        position = following
    while len(pages) > 1:
        pages.pop()
        assert back is not None
        page, more = read_page(Order.objects.select_related("customer"), sorting, back, limit)
        assert [row.pk for row in page] == pages[-1]
        following, back = links_around(page, sorting, back, more=more)
        assert following is not None
    assert back is None


@FAST
@given(sorting=sortings(), limit=st.integers(2, 9), data=st.data())
def test_rows_that_come_and_go_in_between_neither_double_nor_hide_others(
    rows: None, sorting: Sorting, limit: int, data: st.DataObject
) -> None:
    with transaction.atomic():
        seen, kept = walk_while_rows_change(sorting, limit, data)
        transaction.set_rollback(True)
    assert len(seen) == len(set(seen))
    assert kept <= set(seen)


def walk_while_rows_change(sorting: Sorting, limit: int, data: st.DataObject) -> tuple[list[int], set[int]]:
    """The rows seen page by page while some go and others come in between; and those that stay all the time."""
    going = list(Order.objects.filter(number__lt="010").values_list("pk", flat=True))
    kept = set(Order.objects.filter(number__gte="010").values_list("pk", flat=True))
    coming = iter(range(30))
    seen: list[int] = []
    position: Position | None = None
    while True:
        page, more = read_page(Order.objects.select_related("customer"), sorting, position, limit)
        seen += [row.pk for row in page]
        position, _ = links_around(page, sorting, position, more=more)
        if position is None:
            return seen, kept
        for index in (index for _, index in zip(range(data.draw(st.integers(0, 2))), coming, strict=False)):
            if going:
                Order.objects.filter(pk=going.pop()).delete()
            Order.objects.create(
                number=f"new{index}",
                placed_at=MORNING + timedelta(minutes=index % 4),
                total=Decimal(index % 3) / 8,
                country=("GB", "FR")[index % 2],
                currency="GBP",
            )


def test_without_the_tie_break_rows_are_lost(rows: None) -> None:
    tied = Sorting((SortColumn("country", "country"),))
    assert len(walk(tied, 7)) < 40


def test_without_the_rule_for_empty_values_rows_are_lost(rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sorting = Sorting.of(Order, [SortColumn("source_rows", "source_rows", nulls="last")])
    assert len(walk(sorting, 7)) == 40
    monkeypatch.setattr(keyset, "_later", lambda column, value: keyset.Q(**{f"{column.column}__gt": value or 0}))
    assert len(walk(sorting, 7)) < 40


def test_a_page_whose_rows_have_all_gone_leads_back_to_where_it_came_from(rows: None) -> None:
    sorting = Sorting.of(Order, [SortColumn("number", "number")])
    first, more = read_page(Order.objects.all(), sorting, None, 10)
    following, _ = links_around(first, sorting, None, more=more)
    Order.objects.filter(number__gt=first[-1].number).delete()
    page, more = read_page(Order.objects.all(), sorting, following, 10)
    assert page == []
    ahead, back = links_around(page, sorting, following, more=more)
    assert ahead is None
    again, more = read_page(Order.objects.all(), sorting, back, 10)
    assert again == first
    assert links_around(again, sorting, back, more=more)[1] is None


def test_one_way_and_no_empty_values_is_a_comparison_of_tuples(rows: None) -> None:
    sorting = Sorting.of(Order, [SortColumn("placed_at", "placed_at", descending=True)])
    query = str(Order.objects.filter(keyset.rows_after(sorting, (MORNING, 7))).query)
    assert '("orders_order"."placed_at", "orders_order"."id") < (' in query


def test_the_newest_orders_are_read_from_their_index(rows: None) -> None:
    sorting = Sorting.of(Order, [SortColumn("placed_at", "placed_at", descending=True)])
    page = Order.objects.filter(keyset.rows_after(sorting, (MORNING, 7))).order_by(*sorting.expressions())[:51]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    plan = page.explain()
    assert "order_newest" in plan
    assert "Sort" not in plan
    assert "Index Cond: (ROW(placed_at, id) < " in plan

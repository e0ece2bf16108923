"""One description of an order of rows, in SQL and in Python."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.rest.sorting import SortColumn, Sorting
from apps.orders.models import Customer, Order

PLACED = SortColumn("placed_at", "placed_at", descending=True)
NUMBER = SortColumn("number", "number")
CUSTOMER = SortColumn("customer", "customer__number", nulls="last")


def test_the_primary_key_breaks_ties_in_the_last_direction() -> None:
    assert Sorting.of(Order, [PLACED]).text == "-placed_at,-pk"
    assert Sorting.of(Order, [SortColumn("total", "total")]).text == "total,pk"
    assert Sorting.of(Order, []).text == "pk"


def test_nothing_follows_a_unique_column() -> None:
    assert Sorting.of(Order, [NUMBER, PLACED]).text == "number"


def test_a_column_of_another_table_is_not_unique_here() -> None:
    assert Sorting.of(Order, [CUSTOMER]).text == "customer:last,pk"


def test_reversed_is_the_same_stack_from_the_end() -> None:
    stack = Sorting.of(Order, [PLACED, CUSTOMER])
    assert [(c.name, c.descending, c.nulls) for c in stack.reversed().columns] == [
        ("placed_at", False, None),
        ("customer", True, "first"),
        ("pk", True, None),
    ]
    assert stack.reversed().reversed() == stack


def test_rows_compare_as_tuples_only_one_way_and_without_empty_values() -> None:
    assert Sorting.of(Order, [PLACED]).uniform
    assert not Sorting.of(Order, [CUSTOMER]).uniform
    assert not Sorting.of(Order, [PLACED, SortColumn("total", "total")]).uniform


@pytest.mark.parametrize(
    "column",
    [
        SortColumn("customer", "customer__number"),
        SortColumn("number", "number", nulls="first"),
        SortColumn("colour", "colour"),
        SortColumn("lines", "lines"),
    ],
    ids=["can be empty, unsaid", "cannot be empty, said", "no such field", "no column"],
)
def test_a_declaration_that_does_not_fit_the_model_is_refused(column: SortColumn) -> None:
    with pytest.raises(ImproperlyConfigured):
        Sorting.of(Order, [column])


MORNING = datetime(2011, 12, 9, tzinfo=UTC)
PROPERTY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
# Few values of each kind, so that rows tie; the text has capitals, spaces, accents and signs beyond the first plane.
TEXTS = st.one_of(st.sampled_from(["", "a", "A", "ä", "a b", "ab", "Z", "\U0001f384", "\uffef"]), st.text(max_size=3))
VALUES: dict[str, Any] = {
    "source_digest": TEXTS.filter(lambda text: not set(text) & {"\x00"} and text.isprintable()),
    "total": st.one_of(
        st.sampled_from([Decimal(0), Decimal("-0.001"), Decimal("1.10"), Decimal(10)]),
        st.decimals(-1000, 1000, places=3),
    ),
    "placed_at": st.one_of(
        st.sampled_from([MORNING, MORNING + timedelta(microseconds=1)]), st.datetimes(timezones=st.just(UTC))
    ),
    "source_rows": st.one_of(st.none(), st.integers(0, 3)),
    "customer": st.integers(-1, 2),
}
COLUMNS = {
    "source_digest": "source_digest",
    "total": "total",
    "placed_at": "placed_at",
    "source_rows": "source_rows",
    "customer": "customer__number",
}
NULLABLE = {"source_rows", "customer"}


@st.composite
def sortings(draw: st.DrawFn) -> Sorting:
    names = draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, unique=True))
    columns = [
        SortColumn(
            name,
            COLUMNS[name],
            draw(st.booleans()),
            draw(st.sampled_from(["first", "last"])) if name in NULLABLE else None,
        )
        for name in names
    ]
    return Sorting.of(Order, columns)


@pytest.fixture
def customers(db: None) -> list[Customer | None]:
    return [Customer.objects.create(number=number, country="GB") for number in ("9", "10", "B")]


@PROPERTY
@given(data=st.data(), sorting=sortings(), drawn=st.lists(st.fixed_dictionaries(VALUES), max_size=12))
def test_sql_and_python_give_the_same_order(
    customers: list[Customer | None], data: st.DataObject, sorting: Sorting, drawn: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        rows = [
            values | {"customer": [*customers, None][values["customer"]], "country": "GB", "currency": "GBP"}
            for values in drawn
        ]
        Order.objects.bulk_create(Order(number=f"{index}", **values) for index, values in enumerate(rows))
        by_sql = [row.pk for row in Order.objects.order_by(*sorting.expressions())]
        shuffled = data.draw(st.permutations(list(Order.objects.select_related("customer"))))
        assert [row.pk for row in sorted(shuffled, key=sorting.key)] == by_sql
        columns = [column.column for column in sorting.columns]
        mappings = data.draw(st.permutations(list(Order.objects.values("pk", *columns))))
        assert [row["pk"] for row in sorted(mappings, key=sorting.key)] == by_sql
        backwards = sorted(shuffled, key=sorting.reversed().key)
        assert [row.pk for row in backwards] == by_sql[::-1]
        transaction.set_rollback(True)


def test_the_database_compares_text_by_code_points(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Z' < 'a' AND 'a b' < 'ab' AND 'z' < 'ä'")
        assert cursor.fetchone() == (True,)


def test_without_the_rule_for_empty_values_python_has_no_order(customers: list[Customer | None]) -> None:
    rows = [{"pk": 1, "source_rows": None}, {"pk": 2, "source_rows": 3}]
    with pytest.raises(TypeError, match="not supported between instances"):
        sorted(rows, key=lambda row: (row["source_rows"], row["pk"]))
    last = Sorting.of(Order, [SortColumn("source_rows", "source_rows", nulls="last")])
    assert [row["pk"] for row in sorted(rows, key=last.key)] == [2, 1]


def test_an_empty_value_where_none_can_be_is_no_order_but_an_error() -> None:
    with pytest.raises(ValueError, match="nothing says where empty ones go"):
        PLACED.key({"placed_at": None})


def test_the_text_of_a_sorting_says_where_empty_ones_go() -> None:
    first = SortColumn("customer", "customer__number", descending=True, nulls="first")
    assert Sorting.of(Order, [first]).text == "-customer:first,-pk"
    assert Sorting.of(Order, [first]).relations() == ["customer"]

"""One description of an order of rows."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.core.rest.sorting import SortColumn, Sorting
from apps.orders.models import Order

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
    assert Sorting.of(Order, [CUSTOMER]).text == "customer,pk"


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

"""The rows after a position in an order of rows, as a condition for SQL."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.db.models.lookups import Lookup

from apps.core.rest.sorting import SortColumn, Sorting

NOTHING = Q(pk__in=[])
COMPARISONS: "dict[tuple[bool, bool], type[Lookup[Any]]]" = {  # by descending, inclusive
    (False, False): TupleGreaterThan,
    (False, True): TupleGreaterThanOrEqual,
    (True, False): TupleLessThan,
    (True, True): TupleLessThanOrEqual,
}


def rows_after(sorting: Sorting, values: Sequence[Any], *, inclusive: bool = False) -> "Q | Lookup[Any]":
    """The rows that come after the row with these values, one a column; with `inclusive` that row too.

    Columns that all go one way compare as a tuple, which PostgreSQL answers from one index; otherwise the comparison
    is written out: later in the first column, or equal there and later in the second, and so on.
    """
    if sorting.uniform:
        return _compare_tuples(sorting, values, inclusive)
    condition = NOTHING
    equal = Q()
    for column, value in zip(sorting.columns, values, strict=True):
        condition |= equal & _later(column, value)
        equal &= Q(**{f"{column.column}__isnull": True}) if value is None else Q(**{column.column: value})
    return condition | equal if inclusive else condition


def _compare_tuples(sorting: Sorting, values: Sequence[Any], inclusive: bool) -> "Lookup[Any]":
    return COMPARISONS[sorting.columns[0].descending, inclusive](
        Tuple(*(F(column.column) for column in sorting.columns)), tuple(values)
    )


def _later(column: SortColumn, value: Any) -> Q:
    """Rows later than `value` in this column alone."""
    empty = Q(**{f"{column.column}__isnull": True})
    if value is None:
        return ~empty if column.nulls == "first" else NOTHING
    later = Q(**{f"{column.column}__{'lt' if column.descending else 'gt'}": value})
    return later | empty if column.nulls == "last" else later

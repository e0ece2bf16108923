"""Filters whose choices cost nothing, however long the list."""

from collections import defaultdict
from typing import Any, ClassVar

from django.contrib.admin import AllValuesFieldListFilter, SimpleListFilter
from django.db import connection
from django.db.models import Field, Model
from django.http import HttpRequest

MOST_VALUES = 300


class UpperFilter(SimpleListFilter):
    """A filter that an upper app adds to a list of a lower one, for those with `permission`: see `more_filters`."""

    permission: ClassVar[str]


more_filters: defaultdict[type[Model], list[type[UpperFilter]]] = defaultdict(list)


class DistinctValuesFilter(AllValuesFieldListFilter):
    """One choice for each value that occurs in an indexed column, found by jumping from value to value in the index."""

    def __init__(
        self,
        field: "Field[Any, Any]",
        request: HttpRequest,
        params: dict[str, Any],
        model: type[Model],
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        self.lookup_choices: Any = distinct_values(field)


def distinct_values(field: "Field[Any, Any]") -> list[Any]:
    """The first MOST_VALUES different values of an indexed column, in order: one index probe each.

    SELECT DISTINCT would read every row. The steps are a recursive query: wiki.postgresql.org/wiki/Loose_indexscan.
    """
    table = connection.ops.quote_name(field.model._meta.db_table)
    column = connection.ops.quote_name(field.column or "")
    smallest = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 (names of our own models)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE step(value) AS (({smallest} ORDER BY {column} LIMIT 1) UNION ALL"  # noqa: S608
            f" SELECT ({smallest} AND {column} > step.value ORDER BY {column} LIMIT 1)"
            " FROM step WHERE step.value IS NOT NULL)"
            " SELECT value FROM step WHERE value IS NOT NULL LIMIT %s",
            [MOST_VALUES],
        )
        return [value for (value,) in cursor.fetchall()]

"""`?ordering=-placed_at,customer:first`: a stack of declared columns, each up or down, empty ones first or last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from apps.core.rest.sorting import Nulls, SortColumn, Sorting

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

PARAMETER = "ordering"
SIGN = re.compile(r"(?P<descending>-?)(?P<name>[^:]*)(:(?P<nulls>.*))?", re.DOTALL)


class OrderingFilter(BaseFilterBackend):
    """Sorts a list. The view declares `ordering_fields` (SortColumns) and `default_ordering` (as in the parameter)."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: "APIView") -> QuerySet[Any]:
        return queryset.order_by(*requested_sorting(request, queryset.model, view).expressions())

    def parameters(self, view: "APIView") -> set[str]:
        """The query parameters this filter reads."""
        return {PARAMETER} if declared_columns(view) else set()

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        columns = declared_columns(view)
        if not columns:
            return []
        names = ", ".join(column.name for column in columns)
        empty = [
            f"`{column.name}` can be empty: `{column.name}:first`, `{column.name}:last` (without a word"
            f" {column.nulls})."
            for column in columns
            if column.nulls
        ]
        return [
            {
                "name": PARAMETER,
                "in": "query",
                "required": False,
                "description": (
                    f"Columns to sort by, separated by commas, `-` for descending: {names}. {' '.join([*empty, ''])}"
                    f"Without it: `{default_ordering(view)}`. Ties are broken by a unique column."
                ),
                "schema": {"type": "string", "pattern": pattern_of(columns)},
                "example": default_ordering(view),
            }
        ]


def declared_columns(view: "APIView") -> Sequence[SortColumn]:
    """The columns that callers of this list may sort by."""
    columns: Sequence[SortColumn] = getattr(view, "ordering_fields", ())
    return columns


def pattern_of(columns: Sequence[SortColumn]) -> str:
    """What `ordering` may look like."""
    signs = "|".join(f"{column.name}(:(first|last))?" if column.nulls else column.name for column in columns)
    return f"^(-?({signs})(,-?({signs}))*)?$"


def default_ordering(view: "APIView") -> str:
    """How the list is sorted when nobody says otherwise."""
    return str(getattr(view, "default_ordering", ""))


def requested_sorting(request: Request, model: type[Model], view: "APIView") -> Sorting:
    """The order of rows that the request asks for.

    Raises ValidationError that names `ordering`, the unknown column and the columns there are.
    """
    declared = {column.name: column for column in declared_columns(view)}
    text = (request.query_params.get(PARAMETER) if declared else None) or default_ordering(view)
    columns: dict[str, SortColumn] = {}
    for sign in text.split(",") if text else ():
        column = read_sign(sign.strip(), declared)
        if column.name in columns:
            raise _refusal(f"Column “{column.name}” is named twice.", "repeated_column")
        columns[column.name] = column
    return Sorting.of(model, list(columns.values()))


def read_sign(sign: str, declared: Mapping[str, SortColumn]) -> SortColumn:
    """The column that `-customer:first` means. Raises ValidationError that names `ordering` and what is wrong."""
    match = SIGN.fullmatch(sign)
    assert match is not None  # it matches anything
    name, nulls = match["name"], match["nulls"]
    if name not in declared:
        raise _refusal(f"Unknown column “{name[:40]}”; there are: {', '.join(declared)}.", "unknown_column")
    column = replace(declared[name], descending=bool(match["descending"]))
    if nulls is None:
        return column
    if column.nulls is None:
        raise _refusal(f"Column “{name}” is never empty; leave out “:{nulls[:40]}”.", "never_empty")
    places: dict[str, Nulls] = {"first": "first", "last": "last"}
    if nulls not in places:
        raise _refusal(f"Empty ones of “{name}” stand first or last, not “{nulls[:40]}”.", "unknown_place")
    return replace(column, nulls=places[nulls])


def _refusal(text: str, code: str) -> ValidationError:
    return ValidationError({PARAMETER: [ErrorDetail(text, code)]})

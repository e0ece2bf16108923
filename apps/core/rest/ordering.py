"""`?ordering=-placed_at,number`: a stack of declared columns, each up or down."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from apps.core.rest.sorting import SortColumn, Sorting

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

PARAMETER = "ordering"


class OrderingFilter(BaseFilterBackend):
    """Sorts a list. The view declares `ordering_fields` (SortColumns) and `default_ordering` (as in the parameter)."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: "APIView") -> QuerySet[Any]:
        return queryset.order_by(*requested_sorting(request, queryset.model, view).expressions())

    def parameters(self, view: "APIView") -> set[str]:
        """The query parameters this filter reads."""
        return {PARAMETER} if declared_columns(view) else set()

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        names = [column.name for column in declared_columns(view)]
        if not names:
            return []
        return [
            {
                "name": PARAMETER,
                "in": "query",
                "required": False,
                "description": (
                    f"Columns to sort by, separated by commas, `-` for descending: {', '.join(names)}. "
                    f"Without it: `{default_ordering(view)}`. Ties are broken by a unique column."
                ),
                "schema": {"type": "string"},
                "example": default_ordering(view),
            }
        ]


def declared_columns(view: "APIView") -> Sequence[SortColumn]:
    """The columns that callers of this list may sort by."""
    columns: Sequence[SortColumn] = getattr(view, "ordering_fields", ())
    return columns


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
        name = sign.strip().removeprefix("-")
        if name not in declared:
            raise _refusal(f"Unknown column “{name[:40]}”; there are: {', '.join(declared)}.", "unknown_column")
        if name in columns:
            raise _refusal(f"Column “{name}” is named twice.", "repeated_column")
        columns[name] = replace(declared[name], descending=sign.strip().startswith("-"))
    return Sorting.of(model, list(columns.values()))


def _refusal(text: str, code: str) -> ValidationError:
    return ValidationError({PARAMETER: [ErrorDetail(text, code)]})

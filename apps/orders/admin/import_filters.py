"""Filters of the rows that imports left out; their choices are those of the rules and cost nothing."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.orders.rules.importing.columns import COLUMNS, OPTIONAL
from apps.orders.rules.importing.faults import FaultCode


class _ExactFilter(SimpleListFilter):
    """Rows whose field has one of a few known values."""

    parameter_name: str

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class CodeFilter(_ExactFilter):
    title = "code"
    parameter_name = "code__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code.value, code.value.replace("_", " ")) for code in FaultCode]


class ColumnFilter(_ExactFilter):
    title = "column"
    parameter_name = "column__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(column, column) for column in (*COLUMNS, *OPTIONAL)]

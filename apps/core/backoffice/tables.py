"""Short tables of a model's rows, with the cells of the model's own admin."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Field, Model
from django.http import HttpRequest
from django.urls import reverse
from unfold.utils import display_for_field, display_for_value

from apps.core.backoffice.cells import EMPTY


@dataclass(frozen=True)
class Table:
    """Rows ready for `admin/table.html`. `more_url` leads to the whole list when not all rows are shown.

    `minor` are the places of columns that narrow screens leave out.
    """

    headers: list[str]
    rows: list[list[Any]]
    more_url: str = ""
    minor: tuple[int, ...] = ()


def table(
    request: HttpRequest,
    model: type[Model],
    *,
    columns: tuple[str, ...],
    ordering: tuple[str, ...],
    limit: int,
    where: dict[str, Any] | None = None,
    minor: tuple[str, ...] = (),
) -> Table:
    """The first `limit` rows that `request.user` may see: one query, as `list_select_related` of the admin says."""
    model_admin: Any = admin.site.get_model_admin(model)
    queryset = model_admin.get_queryset(request).filter(**(where or {}))
    related = model_admin.get_list_select_related(request) or ()
    found = list(queryset.select_related(*related).order_by(*ordering)[: limit + 1])
    return Table(
        headers=[str(label_for_field(name, model, model_admin)) for name in columns],
        rows=[[cell(name, row, model_admin) for name in columns] for row in found[:limit]],
        more_url=list_url(model) if len(found) > limit else "",
        minor=tuple(columns.index(name) for name in minor),
    )


def list_url(model: type[Model], **parameters: Any) -> str:
    """The admin's list of `model`, narrowed by URL parameters."""
    return page_url(model, "changelist", **parameters)


def page_url(model: type[Model], page: str, **parameters: Any) -> str:
    """A page of the admin that needs no object: changelist or add."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    return f"{url}?{urlencode(parameters)}" if parameters else url


def cell(name: str, row: Model, model_admin: Any) -> Any:
    """What the list of `model_admin` shows of `row` in column `name`."""
    field, attribute, value = lookup_field(name, row, model_admin)
    if isinstance(field, Field):
        return display_for_field(value, field, EMPTY)
    if hasattr(value, "__html__"):
        return value
    return display_for_value(value, EMPTY, getattr(attribute, "boolean", False))

"""Pages of a list by the values of the sort columns: page 1,000 costs what page 1 costs, and rows that come or go
between two pages neither double nor hide others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.template import loader
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

from apps.core.rest import cursors, ordering, versions
from apps.core.rest.cursors import Position
from apps.core.rest.keyset import rows_after
from apps.core.rest.selection import EXPAND, FIELDS
from apps.core.rest.sorting import Sorting

if TYPE_CHECKING:  # the settings name this module: Django REST framework imports it before its views
    from rest_framework.views import APIView

CURSOR, LIMIT = "cursor", "limit"
LARGEST_LIMIT = 200
# What says where to look in a list and how its rows are shown, not which list it is.
NAVIGATION = {CURSOR, LIMIT, EXPAND, FIELDS, ordering.PARAMETER, api_settings.URL_FORMAT_OVERRIDE, versions.PARAMETER}


class KeysetPagination(BasePagination):
    """`{"next": link or null, "previous": link or null, "results": [...]}` with opaque, signed cursors; no count."""

    next_link: str | None = None
    previous_link: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: "APIView | None" = None) -> list[Any]:
        assert view is not None
        limit = requested_limit(request, getattr(view, "largest_page", LARGEST_LIMIT))
        sorting = ordering.requested_sorting(request, queryset.model, view)
        position = requested_position(request, sorting, queryset.model)
        rows, more = read_page(queryset, sorting, position, limit)
        forwards, backwards = links_around(rows, sorting, position, more=more)
        self.next_link = link_to(request, forwards, sorting)
        self.previous_link = link_to(request, backwards, sorting)
        self.display_page_controls = bool(forwards or backwards)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next_link, "previous": self.previous_link, "results": data})

    def to_html(self) -> str:
        template = loader.get_template("rest_framework/pagination/previous_and_next.html")
        return template.render({"previous_url": self.previous_link, "next_url": self.next_link})

    def parameters(self, view: "APIView") -> set[str]:
        """The query parameters this paginator reads."""
        return {CURSOR, LIMIT}

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        return [
            {
                "name": CURSOR,
                "in": "query",
                "required": False,
                "description": "From the `next` or `previous` link of a page; good for the same filters and ordering.",
                "schema": {"type": "string"},
            },
            {
                "name": LIMIT,
                "in": "query",
                "required": False,
                "description": "Rows on a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": LARGEST_LIMIT,
                    "default": api_settings.PAGE_SIZE,
                },
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {
                    **link,
                    "description": "The next page; null on the last one.",
                    "example": "http://localhost:8000/api/v2/…/?cursor=…",
                },
                "previous": {**link, "description": "The page before; null on the first one.", "example": None},
                "results": schema,
            },
        }


def read_page(
    queryset: QuerySet[Any], sorting: Sorting, position: Position | None, limit: int
) -> tuple[list[Any], bool]:
    """At most `limit` rows from the position on, in the list's order, and whether more lie beyond them: one query."""
    backwards = position is not None and position.backwards
    direction = sorting.reversed() if backwards else sorting
    if position is not None:
        queryset = queryset.filter(rows_after(direction, position.values, inclusive=position.inclusive))
    if relations := sorting.relations():  # the ends of the page say where the next one begins
        queryset = queryset.select_related(*relations)
    rows = list(queryset.order_by(*direction.expressions())[: limit + 1])
    page = rows[:limit]
    return page[::-1] if backwards else page, len(rows) > limit


def links_around(
    rows: Sequence[Model], sorting: Sorting, position: Position | None, *, more: bool
) -> tuple[Position | None, Position | None]:
    """Where the next and the previous page begin; None where there is none.

    Behind us lies the page we came from, so there is a way back even when all rows of this page have gone: then it
    leads to the row we came from, inclusive.
    """

    def edge(index: int, *, backwards: bool) -> Position:
        if rows:
            row = rows[index]
            return Position(tuple(column.value_of(row) for column in sorting.columns), backwards)
        assert position is not None
        return Position(position.values, backwards, inclusive=True)

    came_backwards = position is not None and position.backwards
    forwards = edge(-1, backwards=False) if came_backwards or more else None
    back = edge(0, backwards=True) if (more if came_backwards else position is not None) else None
    return forwards, back


def requested_limit(request: Request, largest: int = LARGEST_LIMIT) -> int:
    """Rows on a page. Raises ValidationError that names `limit`."""
    text = request.query_params.get(LIMIT)
    if text is None:
        return min(int(api_settings.PAGE_SIZE or largest), largest)
    if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= largest:
        return int(text)
    why = " with what is expanded" if largest < LARGEST_LIMIT else ""
    raise ValidationError({LIMIT: [ErrorDetail(f"A whole number from 1 to {largest}{why}.", "out_of_range")]})


def requested_position(request: Request, sorting: Sorting, model: type[Model]) -> Position | None:
    """Where the page begins; None for the first one. Raises ValidationError that names `cursor`."""
    cursor = request.query_params.get(CURSOR)
    if not cursor:
        return None
    try:
        return cursors.decode(cursor, scope=scope_of(request), sorting=sorting, model=model)
    except cursors.BadCursor as error:
        text = "Not a cursor of this list with these filters and this ordering."
        raise ValidationError({CURSOR: [ErrorDetail(text, "invalid_cursor")]}) from error


def scope_of(request: Request) -> str:
    """Which list the request is about: its path and filters."""
    filters = sorted(
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name not in NAVIGATION and value
    )
    return f"{request.path}?{urlencode(filters)}"


def link_to(request: Request, position: Position | None, sorting: Sorting) -> str | None:
    """The address of the page that begins at `position`."""
    if position is None:
        return None
    cursor = cursors.encode(position, scope=scope_of(request), sorting=sorting)
    return replace_query_param(request.build_absolute_uri(), CURSOR, cursor)

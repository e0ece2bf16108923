"""Numbered pages, as version 1 has them."""

from typing import Any

from django.template import loader
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

PAGE, PAGE_SIZE = "page", "page_size"
DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE = 50, 200, 1_000_000
COUNTED = 100_000


class NumberedPagination(BasePagination):
    """`{"count", "count_is_exact", "next", "previous", "results"}`.

    Rows are counted up to 100,000: beyond, `count` says 100000 and `count_is_exact` false. `next` leads on to the
    last row all the same. Pages far down cost as much as all pages before them; version 2 has cursors instead.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        self.page = requested_number(request, PAGE, default=1, largest=LAST_PAGE)
        size = requested_number(request, PAGE_SIZE, default=DEFAULT_SIZE, largest=LARGEST_SIZE)
        first = (self.page - 1) * size
        rows = list(queryset[first : first + size + 1])
        if not rows and self.page > 1:
            raise NotFound
        self.more = len(rows) > size
        self.display_page_controls = self.more or self.page > 1
        self.count = queryset.order_by()[: COUNTED + 1].count()
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": min(self.count, COUNTED),
                "count_is_exact": self.count <= COUNTED,
                "next": self.link(self.page + 1) if self.more else None,
                "previous": self.link(self.page - 1) if self.page > 1 else None,
                "results": data,
            }
        )

    def link(self, page: int) -> str:
        """The address of a page; the first one has no number."""
        url = self.request.build_absolute_uri()
        return replace_query_param(url, PAGE, page) if page > 1 else remove_query_param(url, PAGE)

    def to_html(self) -> str:
        links = self.get_paginated_response(None).data
        template = loader.get_template("rest_framework/pagination/previous_and_next.html")
        return template.render({"previous_url": links["previous"], "next_url": links["next"]})

    def parameters(self, view: APIView) -> set[str]:
        """The query parameters this paginator reads."""
        return {PAGE, PAGE_SIZE}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        def parameter(name: str, description: str, default: int, largest: int) -> dict[str, Any]:
            schema = {"type": "integer", "minimum": 1, "maximum": largest, "default": default}
            return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}

        return [
            parameter(PAGE, "The number of the page.", 1, LAST_PAGE),
            parameter(PAGE_SIZE, "Rows on a page.", DEFAULT_SIZE, LARGEST_SIZE),
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["count", "count_is_exact", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": f"Rows, counted up to {COUNTED}.", "example": 53628},
                "count_is_exact": {"type": "boolean", "description": f"False beyond {COUNTED}.", "example": True},
                "next": {**link, "example": "http://localhost:8000/api/v1/orders/?page=2"},
                "previous": {**link, "example": None},
                "results": schema,
            },
        }


def requested_number(request: Request, name: str, *, default: int, largest: int) -> int:
    """A whole number from 1 on. Raises ValidationError that names the parameter."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and 1 <= int(text) <= largest:
        return int(text)
    raise ValidationError({name: [ErrorDetail(f"A whole number from 1 to {largest}.", "out_of_range")]})

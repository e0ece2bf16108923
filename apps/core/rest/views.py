"""What the API's views have in common."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.text import capfirst
from rest_framework import mixins
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings
from rest_framework.viewsets import GenericViewSet

from apps.core.actor import Actor
from apps.core.rest import etags, versions
from apps.core.rest.field_errors import ParameterError
from apps.core.rest.pagination import LARGEST_LIMIT
from apps.core.rest.selection import EXPAND, FIELDS, Expansion, Selection, paths_of, read_selection, shape, usual_paths

# Adds to the rows of a list what one place of the answer needs: `lambda orders, user: orders.with_customer()`.
Fetch = Callable[[Any, Actor], QuerySet[Any]]
READING = ("list", "retrieve")


class ListViewSet(mixins.ListModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """A list.

    Query parameters that nobody reads are refused by name, and so is one given twice: a misspelt filter must not
    answer with everything. `expandable` says what `?expand=` may name; `fetches` what each place of the answer needs,
    so that what is not shown is not fetched. A fetch for `lines.product` does what the one for `lines` does too.
    """

    expandable: ClassVar[Mapping[str, Expansion]] = {}
    fetches: ClassVar[Mapping[str, Fetch]] = {}
    takes_fields = True
    # Whether the answer says nothing but what its rows say: then a 304 needs no serializer (apps/core/rest/etags.py).
    answers_from_rows = False
    selection = Selection()
    shown: frozenset[str] = frozenset()
    etag: str | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action:  # None where the address does not know the method: that is told then
            refuse_unread_parameters(request, self.query_parameters())
        if self.action in READING:
            self.selection = read_selection(request, self.expandable)
            self.shown = self.shown_paths()

    def get_view_name(self) -> str:
        # Breadcrumbs ask a view that serves no request: the queryset would not know whose rows to take.
        names = self.serializer_class.Meta.model._meta  # type: ignore[union-attr]
        return str(capfirst(names.verbose_name if self.detail else names.verbose_name_plural))

    def query_parameters(self) -> set[str]:
        """The query parameters that this action reads."""
        known = {str(api_settings.URL_FORMAT_OVERRIDE), versions.PARAMETER}
        if self.action in READING:
            known |= {FIELDS} if self.takes_fields else set()
            known |= {EXPAND} if self.expandable else set()
        if self.action == "list":
            filters = getattr(self, "filterset_class", None)
            known |= set(filters.base_filters) if filters else set()
            readers: list[Any] = [*(backend() for backend in self.filter_backends), self.paginator]
            known |= {name for reader in readers if hasattr(reader, "parameters") for name in reader.parameters(self)}
        return known

    def shown_paths(self) -> frozenset[str]:
        """Every place of the answer. Raises ValidationError for `fields` that there are not."""
        if not self.selection:
            serializer_class: Any = self.get_serializer_class()
            return usual_paths(serializer_class)
        return frozenset(paths_of(self.get_serializer()))

    @property
    def largest_page(self) -> int:
        """The most rows that a page may have."""
        bounds = [self.expandable[path].largest_page for path in self.selection.expanded]
        return min([LARGEST_LIMIT, *(bound for bound in bounds if bound)])

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer = super().get_serializer(*args, **kwargs)
        if self.selection:
            shape(getattr(serializer, "child", serializer), self.selection, self.expandable)
        return serializer

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are asked for, with all that the answer shows of them."""
        queryset = super().filter_queryset(queryset)
        needed = [path for path in self.fetches if path in self.shown]
        for path in needed:
            if not any(other.startswith(f"{path}.") for other in needed):
                queryset = self.fetches[path](queryset, self.request.user)
        return queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert rows is not None  # every list has pages
        return self.not_modified(rows, self.get_paginated_response(None).data) or self.get_paginated_response(
            self.get_serializer(rows, many=True).data
        )

    def not_modified(self, rows: Any, frame: Any = None) -> Response | None:
        """The answer to a caller who has it already, as far as that can be told from the rows."""
        if self.answers_from_rows:
            self.etag = etags.etag_of_rows(self.request, rows, frame)
            if self.is_validated() and etags.is_unchanged(self.request, self.etag):
                return Response(status=304)
        return None

    def is_validated(self) -> bool:
        """Whether the answer gets a validator. Pages for people have none: they show who is signed in."""
        return self.action in READING and self.request.accepted_renderer.media_type != "text/html"

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if answer.status_code in (200, 304) and self.is_validated():
            etags.give_validator(request, answer, self.etag)
        return answer


class ReadViewSet(mixins.RetrieveModelMixin, ListViewSet):
    """A list and its details. `detail_serializer_class` is for details, where they say more than the list."""

    detail_serializer_class: type[BaseSerializer[Any]] | None = None

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.action == "retrieve" and self.detail_serializer_class:
            return self.detail_serializer_class
        return super().get_serializer_class()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        return self.not_modified([row]) or Response(self.get_serializer(row).data)


def refuse_unread_parameters(request: Request, known: set[str]) -> None:
    """Raises ParameterError that names each query parameter that is not known or is given twice."""
    errors: dict[str, list[ErrorDetail]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            errors[name[:100]] = [
                ErrorDetail(f"Unknown query parameter; there are: {', '.join(sorted(known))}.", "unknown_parameter")
            ]
        elif len(values) > 1:
            errors[name] = [ErrorDetail("Given more than once.", "repeated_parameter")]
    if errors:
        raise ParameterError(errors)

"""What the API's views have in common."""

from typing import Any

from rest_framework import mixins
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings
from rest_framework.viewsets import GenericViewSet


class ListViewSet(mixins.ListModelMixin, GenericViewSet):  # type: ignore[type-arg]
    """A list.

    Query parameters that nobody reads are refused by name, and so is one given twice: a misspelt filter must not
    answer with everything.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unread_parameters(request, self.query_parameters())

    def get_view_name(self) -> str:
        # Breadcrumbs ask a view that serves no request: the queryset would not know whose rows to take.
        names = self.serializer_class.Meta.model._meta  # type: ignore[union-attr]
        return str(names.verbose_name if self.detail else names.verbose_name_plural).capitalize()

    def query_parameters(self) -> set[str]:
        """The query parameters that this action reads."""
        known = {str(api_settings.URL_FORMAT_OVERRIDE)}
        if self.action == "list":
            filters = getattr(self, "filterset_class", None)
            known |= set(filters.base_filters) if filters else set()
            readers: list[Any] = [*(backend() for backend in self.filter_backends), self.paginator]
            known |= {name for reader in readers if hasattr(reader, "parameters") for name in reader.parameters(self)}
        return known


class ReadViewSet(mixins.RetrieveModelMixin, ListViewSet):
    """A list and its details. `detail_serializer_class` is for details, where they say more than the list."""

    detail_serializer_class: type[BaseSerializer[Any]] | None = None

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.action == "retrieve" and self.detail_serializer_class:
            return self.detail_serializer_class
        return super().get_serializer_class()


def refuse_unread_parameters(request: Request, known: set[str]) -> None:
    """Raises ValidationError that names each query parameter that is not known or is given twice."""
    errors: dict[str, list[ErrorDetail]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            errors[name[:100]] = [
                ErrorDetail(f"Unknown query parameter; there are: {', '.join(sorted(known))}.", "unknown_parameter")
            ]
        elif len(values) > 1:
            errors[name] = [ErrorDetail("Given more than once.", "repeated_parameter")]
    if errors:
        raise ValidationError(errors)

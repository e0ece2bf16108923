from typing import Any, ClassVar

from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from apps.core.errors import DomainError
from apps.core.rest.parsers import StrictJSONParser
from apps.core.rest.selection import Expansion
from apps.core.rest.v1.pagination import NumberedPagination
from apps.core.rest.v1.problems import old_exception_handler
from apps.core.rest.v1.renderers import RENDERERS
from apps.core.rest.views import ReadViewSet


class OldViewSet(ReadViewSet):
    """What makes a view of version 2 one of version 1; stands before it among the bases.

    Numbered pages, JSON alone, amounts as plain numbers, and nothing to choose: `expand` and `fields` came with version
    2.
    """

    pagination_class: type[BasePagination] | None = NumberedPagination
    renderer_classes: Any = RENDERERS
    parser_classes: Any = [StrictJSONParser]
    expandable: ClassVar[dict[str, Expansion]] = {}
    takes_fields = False
    must_match = False  # who sends `If-Match` is heard all the same
    must_key = False  # and who sends a key
    http_method_names = ["get", "head", "options"]  # what version 2 learns to write, version 1 does not by itself

    def get_exception_handler(self) -> Any:
        return old_exception_handler


class OldWriteViewSet(OldViewSet):
    """The same for a view that makes and changes rows. What the domain refuses is named as version 1 names it."""

    http_method_names = [*OldViewSet.http_method_names, "post", "patch"]

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, DomainError) and exc.field:
            exc.field = self.old_name(exc.field)
        return super().handle_exception(exc)

    def old_name(self, field: str) -> str:
        """What the body calls a field of the domain."""
        return next((name for name, one in self.get_serializer().fields.items() if one.source == field), field)

from typing import Any, ClassVar

from rest_framework.pagination import BasePagination

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
    http_method_names = ["get", "head", "options"]  # changes came with version 2

    def get_exception_handler(self) -> Any:
        return old_exception_handler

"""Problems as version 1 tells them: an error names its `field` alone."""

from typing import Any

from rest_framework.response import Response

from apps.core.rest.exceptions import exception_handler


def old_exception_handler(exception: Exception, context: dict[str, Any]) -> Response:
    """The answer of version 2 without `pointer`, `parameter` and `header`, which came with it."""
    answer = exception_handler(exception, context)
    for error in answer.data["errors"]:
        for name in ("pointer", "parameter", "header"):
            error.pop(name, None)
    return answer

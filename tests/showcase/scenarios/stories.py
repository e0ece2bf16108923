"""What the tests of exhibit 4 call in a process of its own: logging is set up anew there."""

from typing import Any
from unittest.mock import patch

from apps.core.observability.middleware import RequestLogMiddleware
from apps.showcase.lab.processes import Progress
from apps.showcase.scenarios.s04_logging.story import compare, told


def with_and_without_the_id(progress: Progress) -> dict[str, Any]:
    """The experiment, then the same story by a middleware that binds no id to the lines."""
    result = compare(progress, threshold="DEBUG")

    def names_but_does_not_bind(self: RequestLogMiddleware, request: Any) -> None:
        request.begun, request.request_id = 0.0, "an-id-that-nothing-carries"

    with patch.object(RequestLogMiddleware, "prepare", names_but_does_not_bind):
        without = told("DEBUG")
    return {"result": result, "lines": len(without.lines), "found": len(without.request)}

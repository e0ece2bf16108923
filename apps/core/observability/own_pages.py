"""Development shows the shop's own pages for what is not there or not understood, as production does.

With DEBUG, Django answers those with pages of its own, without the request id. A defect (500) keeps Django's page with
the traceback.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, get_resolver

log = structlog.get_logger(__name__)


class OwnPagesMiddleware:
    """The innermost middleware of development: those outside it, such as APPEND_SLASH, see a 404 as ever."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            get_resolver(getattr(request, "urlconf", None)).resolve(request.path_info)
        except Resolver404 as error:
            return _page(request, 404, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised; None leaves it to Django."""
        if isinstance(exception, Http404):
            return _page(request, 404, exception)
        if isinstance(exception, BadRequest | SuspiciousOperation):
            log.warning("bad_request", reason=str(exception))
            return _page(request, 400, exception)
        return None


class OwnFormsMiddleware:
    """Reads forms before the CSRF check does: of what is wrong with one, Django would make a page with all of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *arguments: Any) -> HttpResponse | None:
        if getattr(view, "csrf_exempt", False):
            return None  # it reads its bodies by itself, if at all
        try:
            request.POST  # noqa: B018 # reading is what may fail
        except SuspiciousOperation as error:
            return _page(request, 400, error)
        return None


def _page(request: HttpRequest, status: int, error: Exception) -> HttpResponse:
    handler: Any = get_resolver().resolve_error_handler(status)
    answer: HttpResponse = handler(request, exception=error)
    return answer

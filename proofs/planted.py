"""Views that fail, planted into a running shop from outside: every kind of error page can be asked for."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import clear_url_caches, path
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.core.errors import TooOften

KEPT_RECORDS = 1_000
ERRORS: dict[int, Exception] = {
    400: SuspiciousOperation("planted"),
    403: PermissionDenied("planted"),
    404: Http404("planted"),
    429: TooOften("Planted.", wait=60),
    503: OperationalError("planted"),
}


def plant() -> None:
    """Add the views to the shop's addresses; the toolbar, where there is one, forgets no request."""
    from config import urls

    urls.urlpatterns[:0] = [
        path("planted/<int:status>/", fail),
        path("planted/key/<key>/", with_key),
        path("api/planted/", PlantedApi.as_view()),
    ]
    clear_url_caches()
    if apps.is_installed("debug_toolbar"):
        from debug_toolbar import settings as toolbar

        toolbar.get_config()["RESULTS_CACHE_SIZE"] = KEPT_RECORDS


def fail(request: HttpRequest, status: int) -> HttpResponse:
    """Raise what is answered with this status; 500 is a defect that has everything it was sent in its hands."""
    if status in ERRORS:
        raise ERRORS[status]
    told = {**request.GET.dict(), **request.POST.dict(), **request.headers}
    raise ValueError(f"planted: {told} {request.COOKIES}")


def with_key(request: HttpRequest, key: str) -> HttpResponse:
    """An address that holds a secret, as that of a mail for a new password does."""
    raise ValueError(f"planted: {key}")


class PlantedApi(APIView):
    """The same for programs."""

    authentication_classes = ()
    permission_classes = ()
    versioning_class = None

    def post(self, request: Request) -> Any:
        told = request.data
        raise ValueError(f"planted: {told}")

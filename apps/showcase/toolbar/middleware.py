"""Development: every answer says where the debug toolbar's record of its very request is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

HEADER = "X-Debug-Toolbar"


class RecordLinkMiddleware:
    """Stands outside the toolbar's own middleware, which names the record it has made in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if record := response.headers.get("djdt-request-id"):
            response[HEADER] = request.build_absolute_uri(reverse("toolbar:record", args=[record]))
        return response

"""How a version says that it will end, and what it says when it has: RFC 9745, RFC 8594 and the links they speak of."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date

from apps.core.observability.errors import error_page
from apps.core.rest.credentials import is_known
from apps.core.rest.usage import caller_of, usage
from apps.core.rest.versions import Version, version_of, versions

GetResponse = Callable[[HttpRequest], HttpResponse]


class VersionMiddleware:
    """Counts who calls which version. What a version that will end answers says so.

    Every answer carries `Deprecation`, `Sunset`, and links to what follows: also a 304, a 404, a redirect and what
    other middleware refuses. After its last day all it says is 410.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        version = version_of(request)
        if version is not None:
            usage.count(version, caller_of(request))
            announce(versions()[version], response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = version_of(request)
        version = versions()[name] if name else None
        if version is None or version.sunset_at is None or not version.is_over:
            return None
        with suppress(Error):  # the answer needs no database
            is_known(request)  # counted is who still calls
        newest = [*versions().values()][-1]
        words = (
            f"Version {version.number} ended on {version.sunset_at:%-d %B %Y}. Version {newest.number} is at"
            f" {reverse(f'{newest.name}:index')}; {reverse('api-versions')} says what differs and how to move."
        )
        return error_page(request, "version_ended", message=words)


def announce(version: Version, response: HttpResponse) -> None:
    """Say from when on the version is deprecated, when it ends, where to read about it and what succeeds it."""
    if version.deprecated_at is None:
        return
    response["Deprecation"] = f"@{int(version.deprecated_at.timestamp())}"
    if version.sunset_at is not None:
        response["Sunset"] = http_date(version.sunset_at.timestamp())
    newest = [*versions()][-1]
    links = [
        f'<{reverse("api-versions")}>; rel="deprecation"; type="text/html"',
        f'<{reverse(f"{newest}:index")}>; rel="successor-version"; type="application/json"',
    ]
    response["Link"] = ", ".join([*filter(None, [response.get("Link")]), *links])

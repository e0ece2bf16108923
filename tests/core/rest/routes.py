"""The API's routes, read from the urlconf: nothing is called that is not listed here, nothing listed is missed."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver

from config import api_urls


def routes() -> Iterator[tuple[str, Any]]:
    """Each route of the API as its name (`v2:order-list`) and its view."""
    yield from _routes(api_urls.urlpatterns, "")


def _routes(patterns: list[Any], namespace: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or 'unknown'}", pattern.callback

"""Going straight to an object whose number, code or address one knows, from any page (Ctrl K)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from apps.core.backoffice.cells import object_url
from apps.core.backoffice.navigation import pages_open_to
from apps.core.backoffice.searching import comparable
from apps.core.backoffice.tables import list_url

MOST_OF_A_KIND = 5


def destinations(request: HttpRequest, registered: list[Any], term: str) -> list[SearchResult]:
    """Objects that `term` names exactly, then lists and pages whose title holds it; only what the person may open."""
    open_to_viewer = [model_admin for model_admin in registered if model_admin.has_view_permission(request)]
    objects = [result for model_admin in open_to_viewer for result in exactly(request, model_admin, term)]
    titled = [m for m in open_to_viewer if m.in_navigation and term.lower() in m.opts.verbose_name_plural.lower()]
    lists = [
        SearchResult(m.opts.verbose_name_plural.capitalize(), m.area.value, list_url(m.model), m.icon) for m in titled
    ]
    pages = [
        SearchResult(page.title, page.area.value, reverse(page.url_name), page.icon)
        for page in pages_open_to(request)
        if term.lower() in page.title.lower()
    ]
    return objects + lists + pages


def exactly(request: HttpRequest, model_admin: Any, term: str) -> Iterator[SearchResult]:
    """Rows whose own exact search fields equal `term`: one index probe a field."""
    options = model_admin.opts
    for field in model_admin.search_fields:
        queryset = model_admin.get_queryset(request)
        if not field.startswith("=") or "__" in field or not (values := comparable(queryset, field[1:], term)):
            continue
        for row in queryset.filter(**{f"{field[1:]}__in": values}).order_by("-pk")[:MOST_OF_A_KIND]:
            yield SearchResult(str(row), str(options.verbose_name), object_url(options.model, row.pk), model_admin.icon)

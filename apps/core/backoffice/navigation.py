"""The navigation beside every admin page: only what the person may open. Named in the UNFOLD setting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from apps.core.backoffice.areas import Area

API_DOCUMENTATION = "v2:docs"


@dataclass(frozen=True, kw_only=True)
class NavigationPage:
    """A page of the back office that is no list of a model; it stands behind the lists of its area."""

    title: str
    icon: str
    area: Area
    url_name: str
    permission: str


navigation_pages: list[NavigationPage] = []
"""Filled by the apps when they start."""


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links: the first page, one group an area, ways out of the admin."""
    groups: list[dict[str, Any]] = [
        {"items": [{"title": "Dashboard", "icon": "space_dashboard", "link": reverse("admin:index")}]}
    ]
    registered: Iterable[Any] = admin.site._registry.values()
    listed = sorted(
        (
            model_admin
            for model_admin in registered
            if model_admin.in_navigation and model_admin.has_view_permission(request)
        ),
        key=lambda model_admin: model_admin.position,
    )
    for area in Area:
        items = [navigation_item(model_admin) for model_admin in listed if model_admin.area == area]
        items += [page_item(page) for page in pages_open_to(request) if page.area == area]
        if items:
            groups.append({"title": area.value, "separator": True, "items": items})
    light([item for group in groups for item in group["items"]], request.path)
    groups.append({"title": "Elsewhere", "separator": True, "items": ways_out()})
    return [group for group in groups if group["items"]]


def light(items: list[dict[str, Any]], path: str) -> None:
    """Mark the one entry whose address leads to the page; the first page leads to itself alone."""
    first = reverse("admin:index")
    leading = [
        item["link"]
        for item in items
        if path == item["link"] or (item["link"] != first and path.startswith(item["link"]))
    ]
    for item in items:
        item["active"] = bool(leading) and item["link"] == max(leading, key=len)


def navigation_item(model_admin: Any) -> dict[str, Any]:
    options = model_admin.opts
    return {
        "title": capfirst(options.verbose_name_plural),
        "icon": model_admin.icon,
        "link": reverse(f"admin:{options.app_label}_{options.model_name}_changelist"),
    }


def pages_open_to(request: HttpRequest) -> list[NavigationPage]:
    """The pages that the person may open."""
    return [page for page in navigation_pages if request.user.has_perm(page.permission)]


def page_item(page: NavigationPage) -> dict[str, Any]:
    return {"title": page.title, "icon": page.icon, "link": reverse(page.url_name)}


def ways_out() -> list[dict[str, Any]]:
    """The map, where the showcase is installed, and the API's documentation."""
    items = []
    if apps.is_installed("apps.showcase"):
        items.append({"title": "Map", "icon": "map", "link": "/", "active": False})
    try:
        items.append({"title": "API documentation", "icon": "api", "link": reverse(API_DOCUMENTATION), "active": False})
    except NoReverseMatch:
        return items
    return items

"""The navigation beside every admin page: only what the person may open. Named in the UNFOLD setting."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from apps.core.backoffice.areas import Area

API_DOCUMENTATION = "v2:docs"


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
        if items:
            groups.append({"title": area.value, "separator": True, "items": items})
    groups.append({"title": "Elsewhere", "separator": True, "items": ways_out()})
    return [group for group in groups if group["items"]]


def navigation_item(model_admin: Any) -> dict[str, Any]:
    options = model_admin.opts
    return {
        "title": capfirst(options.verbose_name_plural),
        "icon": model_admin.icon,
        "link": reverse(f"admin:{options.app_label}_{options.model_name}_changelist"),
    }


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

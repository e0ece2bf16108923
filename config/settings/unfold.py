"""The admin's theme: names, navigation, and the shop's colours (static/tokens.css) as the theme's scales."""

from collections.abc import Callable
from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy


def _asset(path: str) -> Callable[[object], str]:
    """The address of a static file, asked when a page is made: settings are read before the storage exists."""
    return lambda request: static(path)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Vitrine",
    "SITE_HEADER": "Vitrine",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _asset("vitrine.svg")}],
    "STYLES": [_asset("tokens.css"), _asset("components.css"), _asset("admin/vitrine-admin.css")],
    "SCRIPTS": [_asset("admin/vitrine-admin.js")],
    "BORDER_RADIUS": "8px",
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "ACCOUNT": {"navigation": [{"title": "Security", "link": reverse_lazy("mfa_index")}]},
    "SIDEBAR": {
        "navigation": "apps.core.backoffice.navigation.sidebar",
        "show_search": True,
        "command_search": True,
    },
    "COLORS": {
        # Accent and inks are tokens, which know light from dark by themselves. The theme uses one step of its greys as
        # ground in the light and as ink in the dark, so these are values: 50 and 200 are --wall and --line in the
        # light, 900 is --wall in the dark.
        "base": {
            "50": "#f8f6f1",
            "100": "#f3f0ea",
            "200": "#e2ddd3",
            "300": "#cfcac0",
            "400": "#8f939b",
            "500": "#6b707a",
            "600": "#4c515a",
            "700": "#3a414b",
            "800": "#262b32",
            "900": "#13161a",
            "950": "#0e1013",
        },
        "primary": {
            "50": "#f1f8f7",
            "100": "#e3f1ef",
            "200": "#bfe2de",
            "300": "#94d3cc",
            "400": "#78d0c8",
            "500": "var(--accent)",
            "600": "var(--accent)",
            "700": "#095b57",
            "800": "#0a4946",
            "900": "#17302f",
            "950": "#0e2120",
        },
        "font": {
            "subtle-light": "var(--ink-2)",
            "subtle-dark": "var(--ink-2)",
            "default-light": "var(--ink)",
            "default-dark": "var(--ink)",
            "important-light": "var(--ink)",
            "important-dark": "var(--ink)",
        },
    },
}

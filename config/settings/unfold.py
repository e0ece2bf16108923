"""The admin's theme: names, navigation, and the shop's colours as the theme's scales."""

from typing import Any

from django.templatetags.static import static


def _stylesheet(request: object) -> str:
    return static("admin/vitrine-admin.css")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Vitrine",
    "SITE_HEADER": "Vitrine",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "/",
    "STYLES": [_stylesheet],
    "BORDER_RADIUS": "8px",
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "SIDEBAR": {"navigation": "apps.core.backoffice.navigation.sidebar"},
    "COLORS": {
        # Paper and ink. 50, 200 and 900 are --paper, --line and --ink in the light; 900, 800 in the dark.
        "base": {
            "50": "#fbfaf7",
            "100": "#f3f0ea",
            "200": "#e4e0d8",
            "300": "#cfcac0",
            "400": "#8f939b",
            "500": "#6b707a",
            "600": "#4c515a",
            "700": "#3a414b",
            "800": "#262b32",
            "900": "#14171b",
            "950": "#0e1013",
        },
        # Glass green: 600 is --accent in the light, 500 in the dark.
        "primary": {
            "50": "#f1f8f7",
            "100": "#e3f1ef",
            "200": "#bfe2de",
            "300": "#94d3cc",
            "400": "#78d0c8",
            "500": "#5cc8bf",
            "600": "#0b6e69",
            "700": "#095b57",
            "800": "#0a4946",
            "900": "#17302f",
            "950": "#0e2120",
        },
        "font": {
            "subtle-light": "#5a5f69",
            "subtle-dark": "#a2a7b0",
            "default-light": "#33373e",
            "default-dark": "#d3d1cb",
            "important-light": "#1a1c20",
            "important-dark": "#eceae4",
        },
    },
}

"""The toolbar as config/settings/local.py has it."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from config.settings import base

LINK = "apps.showcase.toolbar.middleware.RecordLinkMiddleware"
TOOLBAR = "debug_toolbar.middleware.DebugToolbarMiddleware"
PANELS = [
    "debug_toolbar.panels.history.HistoryPanel",
    "apps.showcase.toolbar.panel.CurePanel",
    "apps.showcase.toolbar.sql.SQLPanel",
]


def shown(request: Any) -> bool:
    return not request.path_info.startswith("/toolbar/")


@pytest.fixture(autouse=True)
def development(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "django.contrib.gis.db.backends.postgis.adapter", None)
    for app in apps.get_app_configs():
        if "ready" in vars(type(app)):  # they have filled registries and patched querysets; once is enough
            monkeypatch.setattr(type(app), "ready", lambda self: None)
    with override_settings(
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "debug_toolbar"],
        MIDDLEWARE=[*base.MIDDLEWARE[:2], LINK, TOOLBAR, *base.MIDDLEWARE[2:]],
        DEBUG_TOOLBAR_CONFIG={"SHOW_TOOLBAR_CALLBACK": shown, "RESULTS_CACHE_SIZE": 100},
        DEBUG_TOOLBAR_PANELS=PANELS,
    ):
        yield

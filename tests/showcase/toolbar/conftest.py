"""The toolbar as config/settings/local.py has it."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings

from apps.showcase.toolbar import plans
from config.settings import base

LINK = "apps.showcase.toolbar.middleware.RecordLinkMiddleware"
TOOLBAR = "debug_toolbar.middleware.DebugToolbarMiddleware"
PANELS = [
    "debug_toolbar.panels.history.HistoryPanel",
    "apps.showcase.toolbar.panel.CurePanel",
    "apps.showcase.toolbar.sql.SQLPanel",
]

Findings = list[dict[str, Any]]
Diagnosed = Callable[[str], Findings]


def shown(request: Any) -> bool:
    return not request.path_info.startswith("/toolbar/")


@pytest.fixture(autouse=True)
def development(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "django.contrib.gis.db.backends.postgis.adapter", None)
    # A busy machine must not decide what is found.
    monkeypatch.setattr(plans, "SECONDS", 60)
    monkeypatch.setattr(plans, "CAREFULLY", plans.CAREFULLY.replace(b"'100'", b"'60000'"))
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


def findings_of(answer: Any) -> Findings:
    """What the panel says of the request that was answered so."""
    from debug_toolbar.store import get_store  # can be imported where the toolbar is installed

    found: Findings = get_store().panel(answer.headers["djdt-request-id"], "CurePanel")["findings"]
    return found


@pytest.fixture
def diagnosed(client: Client, db: None) -> Diagnosed:
    """What the panel says of a planted view."""
    return lambda name: findings_of(client.get(f"/planted/{name}/"))


def believed_big(*tables: str) -> None:
    """The planner believes that these tables have a million rows each."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else no index can be made in this transaction
        cursor.execute(f"ANALYZE {', '.join(tables)}")
        # It counts the pages itself and takes the rows of each from here; other tests may have left empty ones.
        pages = "greatest(pg_relation_size(oid) / current_setting('block_size')::int, 1)"
        believe = f"UPDATE pg_class SET reltuples = 1000000, relpages = {pages} WHERE relname = ANY(%s)"
        cursor.execute(believe, [list(tables)])

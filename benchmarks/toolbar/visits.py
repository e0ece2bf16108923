"""Visits of pages with and without the toolbar and its panel; called in a process with development's settings."""

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import Client, override_settings

from apps.showcase.lab.processes import Progress
from benchmarks.pages.walk import signed_in
from benchmarks.toolbar.benchmark import TOOLBAR, WITH, WITHOUT

MIDDLEWARE = "debug_toolbar.middleware.DebugToolbarMiddleware"
CURE = "apps.showcase.toolbar.panel.CurePanel"
SQL = {"apps.showcase.toolbar.sql.SQLPanel": "debug_toolbar.panels.sql.SQLPanel"}
PAGES = {
    "the admin's list of orders": "/admin/orders/order/",
    "the admin's dashboard": "/admin/",
    "API, orders with lines and products": "/api/v2/orders/?expand=lines.product",
}


def visits(progress: Progress, *, rounds: int) -> dict[str, Any]:
    """Of each visit the milliseconds, and those of the processor in this process, by page and way, the ways in turn."""
    began = time.perf_counter()
    stock = [SQL.get(panel, panel) for panel in settings.DEBUG_TOOLBAR_PANELS if panel != CURE]
    bare = [one for one in settings.MIDDLEWARE if one != MIDDLEWARE]
    ways: dict[str, Mapping[str, Any]] = {
        WITHOUT: {"MIDDLEWARE": bare},
        TOOLBAR: {"DEBUG_TOOLBAR_PANELS": stock},
        WITH: {"DEBUG_TOOLBAR_PANELS": settings.DEBUG_TOOLBAR_PANELS},
    }
    clients = {name: signed_in() for name in ways}
    found = {page: {name: list[tuple[float, float]]() for name in ways} for page in PAGES}
    for turn in range(-1, rounds):
        for page, address in PAGES.items():
            for name, differs in ways.items():
                with override_settings(**differs):
                    took = visit(clients[name], address)
                if turn >= 0:  # the first visit compiles and caches
                    found[page][name].append(took)
    return {"seconds": time.perf_counter() - began, "visits": found}


def visit(client: Client, address: str) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.thread_time()
    answer = client.get(address)
    took = (time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return took

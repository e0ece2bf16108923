"""Development: the debug toolbar's record of one request, on a page of its own."""

from collections import Counter
from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def record(request: HttpRequest, record_id: str) -> HttpResponse:
    """The request that was recorded, its queries, and the toolbar as it was. 404 when the record has gone."""
    toolbar = DebugToolbar.fetch(record_id)
    if toolbar is None:
        kept = settings.DEBUG_TOOLBAR_CONFIG["RESULTS_CACHE_SIZE"]
        return render(request, "showcase/record.html", {"kept": kept}, status=404)
    toolbar.config["SHOW_COLLAPSED"] = False
    context = {
        "asked": toolbar.store.panel(record_id, "HistoryPanel"),
        "queries": queries_of(toolbar.store.panel(record_id, "SQLPanel")),
        "toolbar": toolbar.render_toolbar(),
    }
    return render(request, "showcase/record.html", context)


def queries_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Each query with its time in milliseconds, and how often the request sent the same one."""
    queries = told.get("queries", [])
    often = Counter(query["raw_sql"] for query in queries)
    return [
        {"sql": query["raw_sql"], "milliseconds": query["duration"], "times": often[query["raw_sql"]]}
        for query in queries
    ]

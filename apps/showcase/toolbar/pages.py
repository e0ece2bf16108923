"""Development: the requests that the toolbar has recorded, for people and as JSON (`?format=json`)."""

from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.showcase.toolbar import records


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All that are kept, the newest first."""
    found = [{**one, "url": address(request, one["id"])} for one in records.summaries()]
    kept = settings.DEBUG_TOOLBAR_CONFIG["RESULTS_CACHE_SIZE"]
    if wants_json(request):
        return JsonResponse({"kept": kept, "requests": found})
    return render(request, "showcase/toolbar/listing.html", {"kept": kept, "requests": found})


@require_safe
def record(request: HttpRequest, record_id: str) -> HttpResponse:
    """One request, what there is to cure, its queries, and the toolbar as it was. 404 when the record has gone."""
    found = records.record(record_id)
    if found is None:
        return gone(request)
    if wants_json(request):
        return JsonResponse({**found, "url": address(request, record_id)})
    return render(request, "showcase/toolbar/record.html", {"record": found, "toolbar": toolbar_of(record_id)})


def gone(request: HttpRequest) -> HttpResponse:
    kept = settings.DEBUG_TOOLBAR_CONFIG["RESULTS_CACHE_SIZE"]
    if wants_json(request):
        return JsonResponse({"detail": f"The toolbar keeps the last {kept} requests of this process."}, status=404)
    return render(request, "showcase/toolbar/gone.html", {"kept": kept}, status=404)


def wants_json(request: HttpRequest) -> bool:
    return request.GET.get("format") == "json"


def address(request: HttpRequest, record_id: str) -> str:
    return request.build_absolute_uri(reverse("toolbar:record", args=[record_id]))


def toolbar_of(record_id: str) -> Any:
    """The toolbar as it was drawn for the request, opened."""
    toolbar: Any = DebugToolbar.fetch(record_id)
    toolbar.config["SHOW_COLLAPSED"] = False
    return toolbar.render_toolbar()

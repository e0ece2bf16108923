"""Development: the requests that the toolbar has recorded, for people and as JSON (`?format=json`)."""

from typing import Any

from debug_toolbar.toolbar import DebugToolbar
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from apps.core.policy import PUBLIC, door, holders
from apps.showcase.lab.runs import PERMISSION, WHO_RUNS
from apps.showcase.toolbar import records


@door(GET=PUBLIC)
def listing(request: HttpRequest) -> HttpResponse:
    """All that are kept, the newest first."""
    found = [{**one, "url": address(request, one["id"])} for one in records.summaries()]
    kept = settings.DEBUG_TOOLBAR_CONFIG["RESULTS_CACHE_SIZE"]
    if wants_json(request):
        return JsonResponse({"kept": kept, "requests": found})
    return show(request, "showcase/toolbar/listing.html", {"kept": kept, "requests": found})


@door(GET=PUBLIC)
def record(request: HttpRequest, record_id: str) -> HttpResponse:
    """One request, what there is to cure, its queries, and the toolbar as it was. 404 when the record has gone."""
    found = records.record(record_id)
    if found is None:
        return gone(request)
    if wants_json(request):
        return JsonResponse({**found, "url": address(request, record_id)})
    context = {
        "record": found,
        "may_run": request.user.has_perm(PERMISSION),
        "toolbar": toolbar_of(record_id),
    }
    return show(request, "showcase/toolbar/record.html", context)


@door(POST=holders(PERMISSION, words=WHO_RUNS))
def try_in_lab(request: HttpRequest, record_id: str, number: int) -> HttpResponse:
    """Make the index that a finding guesses in the lab's database, for as long as two plans take."""
    if not records.try_in_lab(record_id, number):
        return gone(request)
    return HttpResponseRedirect(f"{reverse('toolbar:record', args=[record_id])}#finding-{number}")


def gone(request: HttpRequest) -> HttpResponse:
    kept = settings.DEBUG_TOOLBAR_CONFIG["RESULTS_CACHE_SIZE"]
    if wants_json(request):
        return JsonResponse({"detail": f"The toolbar keeps the last {kept} requests of this process."}, status=404)
    return show(request, "showcase/toolbar/gone.html", {"kept": kept}, status=404)


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """With the whole bar of the shop's pages: there are no such pages outside development."""
    return render(request, template, {"development": True, **context}, status=status)


def wants_json(request: HttpRequest) -> bool:
    return request.GET.get("format") == "json"


def address(request: HttpRequest, record_id: str) -> str:
    return request.build_absolute_uri(reverse("toolbar:record", args=[record_id]))


def toolbar_of(record_id: str) -> Any:
    """The toolbar as it was drawn for the request, opened."""
    toolbar: Any = DebugToolbar.fetch(record_id)
    toolbar.config["SHOW_COLLAPSED"] = False
    toolbar._panels = dict(reversed(toolbar._panels.items()))  # what was stored comes from the last panel to the first
    return toolbar.render_toolbar()

"""Following one request: the page that looks for an id, and the page that shows all it caused."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from apps.core.backoffice.cells import link_to
from apps.core.models import Job
from apps.core.observability.log_files import REQUEST_ID, newest_errors
from apps.core.observability.trail import Moment, Trail, follow
from apps.core.policy import door, holders
from apps.core.web.access import FOLLOW_REQUESTS
from apps.core.web.timeline import duration, timeline

NEWEST = 8
LONGEST_ID = 80


@door(GET=holders(FOLLOW_REQUESTS))
def find_request(request: HttpRequest) -> HttpResponse:
    """The box for an id, and requests that may be worth following: errors of late, and the newest jobs."""
    asked = request.GET.get("id", "").strip()
    if REQUEST_ID.fullmatch(asked):
        return redirect("ops:request", asked)
    context = {
        **admin.site.each_context(request),
        "title": "Follow a request",
        "asked": asked[:LONGEST_ID],
        "errors": newest_errors(settings.LOGGING["folder"], most=NEWEST),
        "logged": bool(settings.LOGGING["folder"]),
        "jobs": Job.objects.exclude(request_id="").order_by("-created_at")[:NEWEST],
    }
    return TemplateResponse(request, "admin/ops/requests.html", context)


@door(GET=holders(FOLLOW_REQUESTS))
def request_trail(request: HttpRequest, request_id: str) -> HttpResponse:
    """Everything with this id, as a timeline and as a table."""
    trail = follow(request_id)
    context = {
        **admin.site.each_context(request),
        "title": f"Request {request_id[:8]}",
        "trail": trail,
        "summary": summary(trail),
        "took": duration(trail.after(trail.end)) if trail.moments else "",
        "chart": timeline(trail) if trail.moments else None,
        "rows": [row(moment, trail) for moment in trail.moments],
    }
    return TemplateResponse(request, "admin/ops/request.html", context, status=200 if trail.moments else 404)


def row(moment: Moment, trail: Trail) -> dict[str, Any]:
    """A line of the table: when since the begin, where, what, with a link to its row."""
    return {
        "moment": moment,
        "after": duration(trail.after(moment.at)),
        "name": link_to(moment.target, moment.what) if moment.target else moment.what,
    }


def summary(trail: Trail) -> list[tuple[str, str]]:
    """The figures above the chart."""
    kinds: dict[str, int] = {}
    for moment in trail.moments:
        kind = "log lines" if moment.kind.startswith("log") else KINDS.get(moment.kind, moment.kind)
        kinds[kind] = kinds.get(kind, 0) + 1
    return [(kind.capitalize(), f"{count:,}") for kind, count in kinds.items()]


KINDS = {
    "event": "events",
    "handler": "handlers",
    "job": "jobs",
    "audit entry": "audit entries",
    "message": "messages",
}

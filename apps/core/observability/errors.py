"""Answers to what went wrong: a page for people, problem details below /api/. Both say the request id.

The pages need neither database nor session, so that they can also be shown when those are down.
"""

import structlog
from django.http import HttpRequest, HttpResponse
from django.template import loader

from apps.core.observability.context import request_id
from apps.core.rest.problems import problem_response

log = structlog.get_logger(__name__)

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be understood, or was sent to a wrong host."""
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person is known and may not do this."""
    return _answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address, or nothing that this person may see."""
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A defect; the log has the story. When the page itself fails, plain words are left."""
    try:
        return _answer(request, 500)
    except Exception:
        log.exception("error_page_failed")
        words = f"Something went wrong on our side. Request {request_id()}\n"
        return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long, or from somewhere else."""
    return _answer(request, 403, code="csrf_failed")


def _answer(request: HttpRequest, status: int, *, code: str = "") -> HttpResponse:
    if request.path_info.startswith(API):
        return problem_response(request, status=status, code=code)
    # Without the request: context processors would look up the user.
    page = loader.render_to_string(f"{status}.html", {"request_id": request_id(), "code": code})
    return HttpResponse(page, status=status)

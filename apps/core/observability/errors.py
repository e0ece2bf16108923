"""Answers to what went wrong: a page for people, problem details below /api/. Both say the request id.

The pages need neither database nor session, so that they can also be shown when those are down.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any

import structlog
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import RequestDataTooBig
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone
from django.utils.http import urlencode

from apps.core.errors import TooOften
from apps.core.observability.context import request_id
from apps.core.observability.own_secrets import secrets_of, without
from apps.core.observability.secrets import masked
from apps.core.rest.exceptions import RETRY_SECONDS
from apps.core.rest.problems import problem_response

log = structlog.get_logger(__name__)

API = "/api/"
# Refused and lost connections, a pool without a free one, time limits of locks and statements, deadlocks.
UNAVAILABLE = (OperationalError, InterfaceError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be understood, is too large, or was sent to a wrong host."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return _answer(request, status, message=getattr(exception, "message", ""))


def too_large(request: HttpRequest) -> HttpResponse:
    """The body is larger than the shop takes in."""
    return _answer(request, 413)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person is known and may not do this."""
    return _answer(request, 403, message=getattr(exception, "message", ""))


def too_often(request: HttpRequest, exception: TooOften) -> HttpResponse:
    """Something is limited: the page says when to try again, and leads back to where that is done."""
    back = request.path
    if target := request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME):
        back += f"?{urlencode({REDIRECT_FIELD_NAME: target})}"
    answer = _answer(request, 429, refusal=again_after(exception), back=back)
    answer.headers["Retry-After"] = str(exception.wait)
    return answer


def again_after(refusal: TooOften) -> dict[str, Any]:
    """For pages: what was refused, from when on it is worth trying again, and in how many minutes that is."""
    # To the minute that follows: who comes at the time that the page shows is not too early.
    at = timezone.now() + timedelta(seconds=refusal.wait + 59)
    return {"message": refusal.message, "at": at, "minutes": ceil(refusal.wait / 60)}


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address, or nothing that this person may see."""
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away or too busy (503, come again), else a defect (500); the log has the story.

    When the page itself fails, plain words are left.
    """
    # Django calls this while it handles the exception, and does not pass it.
    status = 503 if isinstance(sys.exception(), UNAVAILABLE) else 500
    try:
        answer = _answer(request, status)
    except Exception:
        log.exception("error_page_failed")
        words = f"Something went wrong on our side. Request {request_id()}\n"
        answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long, or from somewhere else."""
    return _answer(request, 403, code="csrf_failed")


class TooOftenMiddleware:
    """Whatever view meets a limit, its answer is the page of `too_often`; the API has a handler of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_often(request, exception) if isinstance(exception, TooOften) else None


def _answer(request: HttpRequest, status: int, *, code: str = "", message: str = "", **more: Any) -> HttpResponse:
    if request.path_info.startswith(API):
        return problem_response(request, status=status, code=code)
    # Rendered without the request: context processors would look up the user.
    context: dict[str, Any] = {
        **more,
        "request_id": request_id(),
        "code": code,
        "message": masked(without(message, secrets_of(request))),  # it can quote what was asked
        "may_follow": status != 503 and _may_follow(request),
    }
    return HttpResponse(loader.render_to_string(f"{status}.html", context), status=status)


def _may_follow(request: HttpRequest) -> bool:
    """Whether the page may lead to all that the request did: only for a person whom it has looked up anyway."""
    person = request.__dict__.get("_cached_user")
    try:
        return bool(person and person.has_perm("core.follow_requests"))
    except Error:
        return False  # the page must not need the database

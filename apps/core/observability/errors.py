"""Answers to what went wrong: a page for people, problem details for programs. Both say status, code and request id.

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
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from apps.core.errors import DomainError, TooOften
from apps.core.observability.context import request_id
from apps.core.observability.own_secrets import secrets_of, without
from apps.core.observability.secrets import masked
from apps.core.rest.exceptions import RETRY_SECONDS, kind_of
from apps.core.rest.problems import KINDS, MEDIA_TYPE, PAGES, kind_with, problem_response
from apps.core.rest.versions import API

log = structlog.get_logger(__name__)

PAGE, PROBLEMS = "text/html", (MEDIA_TYPE, "application/json")
# Refused and lost connections, a pool without a free one, time limits of locks and statements, deadlocks.
UNAVAILABLE = (OperationalError, InterfaceError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be understood, is too large, or was sent to a wrong host."""
    kind = "too_large" if isinstance(exception, RequestDataTooBig) else "malformed_request"
    return error_page(request, kind, message=getattr(exception, "message", ""))


def too_large(request: HttpRequest) -> HttpResponse:
    """The body is larger than the shop takes in."""
    return error_page(request, "too_large")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person is known and may not do this."""
    return error_page(request, "permission_denied", message=getattr(exception, "message", ""))


def refused(request: HttpRequest, exception: DomainError) -> HttpResponse:
    """The shop refuses this, in words that are written for people."""
    return error_page(request, kind_of(exception), code=exception.code, message=exception.message)


def too_often(request: HttpRequest, exception: TooOften) -> HttpResponse:
    """Something is limited: the page says when to try again, and leads back to where that is done."""
    back = request.path
    if target := request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME):
        back += f"?{urlencode({REDIRECT_FIELD_NAME: target})}"
    answer = error_page(request, "throttled", refusal=again_after(exception), back=back)
    answer.headers["Retry-After"] = str(exception.wait)
    return answer


def again_after(refusal: TooOften) -> dict[str, Any]:
    """For pages: what was refused, from when on it is worth trying again, and in how many minutes that is."""
    # To the minute that follows: who comes at the time that the page shows is not too early.
    at = timezone.now() + timedelta(seconds=refusal.wait + 59)
    return {"message": refusal.message, "at": at, "minutes": ceil(refusal.wait / 60)}


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address, or nothing that this person may see."""
    return error_page(request, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is away or too busy (503, come again), else a defect (500); the log has the story.

    When the page itself fails, plain words are left.
    """
    # Django calls this while it handles the exception, and does not pass it.
    kind = "unavailable" if isinstance(sys.exception(), UNAVAILABLE) else "internal_error"
    try:
        answer = error_page(request, kind)
    except Exception:
        log.exception("error_page_failed")
        words = f"Something went wrong on our side. Request {request_id()}\n"
        answer = HttpResponse(words, status=KINDS[kind].status, content_type="text/plain; charset=utf-8")
    if kind == "unavailable":
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long, or from somewhere else."""
    return error_page(request, "csrf_failed")


class ErrorPageMiddleware:
    """What a view refuses, by an exception of the domain or an empty answer of 400 and above, is answered by a page.

    The innermost middleware; views of the API have a handler of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code >= 400 and not answer.streaming and not answer.content:
            page = error_page(request, kind_with(answer.status_code))
            answer.content = page.content
            answer.headers["Content-Type"] = page.headers["Content-Type"]
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooOften):
            return too_often(request, exception)
        return refused(request, exception) if isinstance(exception, DomainError) else None


def error_page(request: HttpRequest, kind: str, *, code: str = "", message: str = "", **more: Any) -> HttpResponse:
    """The answer for a kind of problem: a page for people, the problem itself for programs, the same facts in both.

    `code` and `message` may be more exact than the kind's own.
    """
    message = masked(without(message, secrets_of(request)))  # it can quote what was asked
    if wants_problem(request):
        answer = problem_response(request, kind, code=code, detail=message)
    else:
        # Rendered without the request: context processors would look up the user.
        context: dict[str, Any] = {
            **more,
            **facts_of(kind, code=code),
            "message": message,
            "request_id": request_id(),
            "may_follow": kind != "unavailable" and _may_follow(request),
        }
        status = KINDS[kind].status
        page = loader.render_to_string([f"{status}.html", "error.html"], context)
        answer = HttpResponse(page, status=status)
    patch_vary_headers(answer, ["Accept"])
    return answer


def facts_of(kind: str, *, code: str = "") -> dict[str, Any]:
    """What error_facts.html shows of a kind of problem, beside the request id."""
    return {"kind": KINDS[kind], "code": code or kind, "described_at": f"{PAGES}{kind}/"}


def wants_problem(request: HttpRequest) -> bool:
    """Whether a program calls: below /api/ unless it would rather have a page, elsewhere if it takes none."""
    if request.path_info.startswith(API):
        return request.get_preferred_type([*PROBLEMS, PAGE]) != PAGE
    return request.get_preferred_type([PAGE, *PROBLEMS]) in PROBLEMS


def _may_follow(request: HttpRequest) -> bool:
    """Whether the page may lead to all that the request did: only for a person whom it has looked up anyway."""
    person = request.__dict__.get("_cached_user")
    try:
        return bool(person and person.has_perm("core.follow_requests"))
    except Error:
        return False  # the page must not need the database

"""Every request gets an id and a log line; every answer says its id and where its time went."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import connections
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_structlog.middlewares import RequestMiddleware
from django_structlog.signals import bind_extra_request_failed_metadata, bind_extra_request_finished_metadata

from apps.core.observability.callers import address_of
from apps.core.observability.context import request_id
from apps.core.observability.own_secrets import current

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware(RequestMiddleware):
    """Binds request id and address to all log lines of a request, and answers with `X-Request-ID`.

    The outermost middleware, so that also redirects, refused hosts and errors carry the id. The query string is left
    out of the log: it can hold tokens and personal data.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=address_of(request))

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Name the person when the request has looked them up anyway: a log line is no reason for a query."""
        user = request.__dict__.get("user")
        if type(user) is SimpleLazyObject:
            user = request.__dict__.get("_cached_user")
        if user is not None and user.pk is not None:
            structlog.contextvars.bind_contextvars(user_id=user.pk)

    def prepare(self, request: HttpRequest) -> None:
        request.begun = time.monotonic()  # type: ignore[attr-defined]
        current.set(request)
        super().prepare(request)
        request.request_id = request_id()  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        super().handle_response(request, response)
        current.set(None)


@receiver([bind_extra_request_finished_metadata, bind_extra_request_failed_metadata])
def say_duration(request: HttpRequest, log_kwargs: dict[str, Any], **kwargs: Any) -> None:
    """The line at the end of a request says how long it took, as the lines of tasks do."""
    log_kwargs["duration_ms"] = round((time.monotonic() - request.begun) * 1000)  # type: ignore[attr-defined]


class ServerTimingMiddleware:
    """`Server-Timing`: the request's total time and its time in the database, in milliseconds, and how many queries.

    In development `X-Query-Count` says their number alone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clock = QueryClock()
        started = time.perf_counter()
        with connections["default"].execute_wrapper(clock):
            response = self.get_response(request)
        total = (time.perf_counter() - started) * 1000
        response["Server-Timing"] = (
            f'total;dur={total:.1f}, db;dur={clock.seconds * 1000:.1f};desc="{clock.queries} queries"'
        )
        if settings.DEBUG:
            response["X-Query-Count"] = str(clock.queries)
        return response


class QueryClock:
    """Counts queries and the time they take; an `execute_wrapper`."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - started

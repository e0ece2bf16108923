"""A query that is sent anew for every row is named: an error in tests, a log line in development (django-zeal).

Production has neither this middleware nor the library: it patches Django's querysets.
"""

import warnings
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from zeal import zeal_context, zeal_ignore
from zeal.signals import nplusone_detected

from apps.core.observability.sending import sending_line

log = structlog.get_logger(__name__)
ALLOWED = [
    # Django signs in over an older session: it looks up the old row to delete it, then whether the new key is free.
    {"model": "sessions.Session", "field": "get()"},
]
_said: ContextVar[set[str] | None] = ContextVar("said", default=None)
warnings.filterwarnings("ignore", message=r"N\+1 detected")  # the log line says it


class RepeatedQueriesMiddleware:
    """Looks for queries in loops while a request is answered; ZEAL_RAISE says whether one is an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _said.set(set())
        try:
            with zeal_ignore(ALLOWED), zeal_context():
                return self.get_response(request)
        finally:
            _said.reset(token)


@receiver(nplusone_detected)
def say_line(exception: Exception, **kwargs: Any) -> None:
    """One line for each place and request, however many rows there are."""
    found = f"{exception} {sending_line()}"
    said = _said.get()
    if said is not None and found not in said:
        said.add(found)
        log.warning("query_in_a_loop", relation=str(exception).rpartition(" ")[2], line=str(sending_line()))

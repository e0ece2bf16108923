"""`Idempotency-Key`: whoever does not know whether a request arrived sends it again, and it has one effect.

    @idempotent
    def create(self, request): ...

Kept is what was decided: the answer of a change, and the refusal of a service that had begun (409 and the like). What
never came so far frees the key (a body that cannot be read, a permission that lacks, a limit), and so does what broke:
nothing has happened, and the same key may try again. Permissions and limits are asked at every repetition, and for
details whether the caller may still see the row: an answer that is kept opens nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.errors import DomainError, NotAllowed, TooOften
from apps.core.idempotency import Answer, Claim, KeyInUse, Scope, claim_key, fingerprint_of, free, keep, read_key
from apps.core.idempotency.keys import HEADER
from apps.core.observability.context import request_id
from apps.core.payloads import PayloadRefused

log = structlog.get_logger(__name__)

REPLAYED = "Idempotent-Replayed"
ORIGINAL = "Original-Request"
UNDECIDED = (NotAllowed, TooOften, PayloadRefused, KeyInUse)  # says nothing of what was asked for
Handler = Callable[..., Any]


def idempotent(handler: Handler) -> Handler:
    """A method of a view that changes something, once for each key of a caller.

    The view's `must_key` says whether there must be a key; who sends one is heard anyway. The method makes one change
    in the database, and calls nobody outside: its answer is stored in the transaction of the change. An answer that no
    cache may keep is refused here too.
    """

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        sent = request.headers.get(HEADER)
        if sent is None and not view.must_key:
            return handler(view, request, *args, **kwargs)
        route = request.resolver_match.view_name if request.resolver_match else ""
        scope = Scope(request.user.pk, request.method or "", route, read_key(sent))
        found = claim_key(scope, fingerprint=fingerprint_of(view.kwargs, request.data), request_id=request_id())
        if isinstance(found, Claim):
            return first_answer(view, request, found, lambda: handler(view, request, *args, **kwargs))
        if view.detail:
            view.get_object()
        replay = as_response(found)
        replay[REPLAYED] = "true"
        replay[ORIGINAL] = found.request_id
        return replay

    once.is_idempotent = True  # type: ignore[attr-defined]
    return once


def first_answer(view: Any, request: Request, claim: Claim, work: Callable[[], Response]) -> Any:
    """Do the work and keep its answer with its effect; frees the key where there is neither."""
    try:
        with transaction.atomic():
            response = work()
            answer = written(view, request, response)
            keep(claim, answer)
    except DomainError as refusal:
        if isinstance(refusal, UNDECIDED):
            give_back(claim)
            raise
        response = view.handle_exception(refusal)
        answer = written(view, request, response)
        keep(claim, answer)
    except BaseException:
        give_back(claim)
        raise
    return response if is_page(request) else as_response(answer)


def written(view: Any, request: Request, response: Response) -> Answer:
    """The answer as bytes, in the form that was asked for; as the first form of the view where that is a page."""
    if "no-store" in response.get("Cache-Control", ""):
        raise ImproperlyConfigured(f"{type(view).__qualname__} answers with what nobody may keep.")
    renderer = view.get_renderers()[0] if is_page(request) else request.accepted_renderer
    response.accepted_renderer = renderer
    response.accepted_media_type = renderer.media_type
    response.renderer_context = view.get_renderer_context()  # type: ignore[attr-defined]
    body = response.rendered_content
    return Answer(response.status_code, dict(response.headers), body, request_id())


def is_page(request: Request) -> bool:
    """Whether the answer is for people: a page shows who is signed in and is made anew each time."""
    return bool(request.accepted_renderer.media_type == "text/html")


def as_response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


def give_back(claim: Claim) -> None:
    """Without the database the key is free at the end of its lease."""
    try:
        free(claim)
    except Error:
        log.warning("idempotency_key_not_freed", exc_info=True)

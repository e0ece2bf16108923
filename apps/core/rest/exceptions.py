"""Every exception that leaves an API view becomes a problem document."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.http.request import UnreadablePostError
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import set_rollback

from apps.core.errors import Conflict, DomainError, NotAllowed, TooOften
from apps.core.idempotency import KeyInUse, KeyInvalid, KeyMissing, KeyReused
from apps.core.payloads import PayloadRefused
from apps.core.rest.field_errors import ParameterError, flatten, from_dotted, located
from apps.core.rest.permissions import ScopeMissing
from apps.core.rest.problems import KINDS, kind_with, problem_document
from apps.core.rest.throttling import charge, words_of

log = structlog.get_logger(__name__)

# First match wins: subclasses stand before their bases.
KIND_OF: tuple[tuple[type[Exception], str], ...] = (
    (Http404, "not_found"),
    (PermissionDenied, "permission_denied"),
    (RequestDataTooBig, "too_large"),
    (SuspiciousOperation, "malformed_request"),
    (UnreadablePostError, "malformed_request"),
    (PayloadRefused, "payload_refused"),
    (KeyMissing, "idempotency_key_missing"),
    (KeyInvalid, "idempotency_key_invalid"),
    (KeyInUse, "idempotency_key_in_use"),
    (KeyReused, "idempotency_key_reused"),
    (NotAllowed, "not_allowed"),
    (Conflict, "conflict"),
    (TooOften, "throttled"),
    (DomainError, "refused"),
    (OperationalError, "unavailable"),
    (InterfaceError, "unavailable"),
)
# What Django REST framework calls some kinds.
RENAMED = {"parse_error": "malformed_request", "invalid": "validation_failed", "error": "internal_error"}
RETRY_SECONDS = 1
READING = ("GET", "HEAD", "OPTIONS")  # such requests have no body: what is wrong is in the query string
MOST_FAULTS = 100
OURS = ("internal_error", "unavailable")  # not the caller's fault


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response:
    """The answer for an exception of a view. What nobody foresaw is logged whole and told in neutral words."""
    set_rollback()
    exception = counted(exception, context)
    kind = kind_of(exception)
    if kind in OURS:
        log.error(kind, exc_info=exception, view=type(context.get("view")).__qualname__)
    document = problem_document(kind, **particulars(exception, context.get("request")))
    return Response(document, status=document["status"], headers=headers_for(exception, kind))


def counted(exception: Exception, context: dict[str, Any]) -> Exception:
    """The exception, or one that says too often: who is turned away before the limits are asked counts as well."""
    request = context.get("request")
    if request is None or kind_of(exception) in OURS:
        return exception
    verdict = charge(request, context.get("view"))
    if verdict is None or verdict.allowed:
        return exception
    return TooOften(words_of(verdict), wait=verdict.retry_after)


def kind_of(exception: Exception) -> str:
    """Which kind of problem the exception is."""
    if isinstance(exception, ValidationError):
        return "validation_failed"
    if isinstance(exception, DomainError) and exception.code.endswith("_too_large"):
        return "too_large"
    if isinstance(exception, APIException):
        code = exception.get_codes()
        candidates = (code if isinstance(code, str) else "", exception.default_code)
        for name in (RENAMED.get(candidate, candidate) for candidate in candidates):
            if name in KINDS and KINDS[name].status == exception.status_code:
                return name
        known = KINDS[kind_with(exception.status_code)]
        return kind_with(exception.status_code) if known.status == exception.status_code else "internal_error"
    return next((kind for known, kind in KIND_OF if isinstance(exception, known)), "internal_error")


def particulars(exception: Exception, request: HttpRequest | None) -> dict[str, Any]:
    """What the answer says beyond its kind: values at fault, and the domain's own words and code."""
    in_query = isinstance(exception, ParameterError) or getattr(request, "method", "") in READING
    if isinstance(exception, ValidationError):
        return {"errors": [located(*error, in_query=in_query) for error in flatten(exception.detail)]}
    if isinstance(exception, PayloadRefused):
        faults = exception.faults[:MOST_FAULTS]
        return {"errors": [located(fault.path, fault.code, fault.detail, in_query=False) for fault in faults]}
    if isinstance(exception, DomainError):
        path = from_dotted(exception.field)
        errors = [located(path, exception.code, exception.message, in_query=in_query)] if path else []
        return {"code": exception.code, "detail": exception.message, "errors": errors}
    if isinstance(exception, ScopeMissing):
        return {"detail": str(exception.detail)}
    return {}


def headers_for(exception: Exception, kind: str) -> dict[str, str]:
    """`WWW-Authenticate` for strangers and tokens of too few scopes, `Retry-After` for those who shall come again."""
    headers: dict[str, str] = {}
    if auth_header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(int(wait))
    elif kind == "unavailable":
        headers["Retry-After"] = str(RETRY_SECONDS)
    return headers

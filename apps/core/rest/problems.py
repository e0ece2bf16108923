"""What an answer of 400 and above says: a problem document of RFC 9457, whoever makes it.

`KINDS` holds every kind of problem with its status and words. Texts of exceptions never leave the house: refusals of
the domain carry words written for people, everything else gets the words of its kind, and the log gets the story.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from apps.core.observability.context import request_id
from apps.core.rest.versions import API

MEDIA_TYPE = "application/problem+json"
PAGES = f"{API}problems/"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, and what it says when nothing more exact can be said."""

    status: int
    title: str
    detail: str


KINDS: Mapping[str, Kind] = {
    "malformed_request": Kind(400, "Malformed request", "The request cannot be read."),
    "malformed_json": Kind(400, "Malformed JSON", "The body is not one JSON document in UTF-8."),
    "malformed_msgpack": Kind(
        400,
        "Malformed MessagePack",
        "The body is not one MessagePack document of what JSON can say: no binary values, no extension types.",
    ),
    "json_too_deep": Kind(400, "JSON too deep", "Arrays and objects are nested more than 32 levels deep."),
    "json_duplicate_member": Kind(400, "Duplicate member", "An object of the body names a member twice."),
    "json_number_out_of_range": Kind(
        400, "Number out of range", "A number of the body has more than 40 digits or an exponent beyond 40."
    ),
    "json_unstorable_text": Kind(400, "Unstorable text", "The body holds a NUL character or half of a surrogate pair."),
    "idempotency_key_missing": Kind(
        400, "Key missing", "Send `Idempotency-Key`, such as a UUID: the same again, and a new one for a new wish."
    ),
    "idempotency_key_invalid": Kind(
        400, "Key invalid", "`Idempotency-Key` has 8 to 255 printable characters of ASCII."
    ),
    "validation_failed": Kind(400, "Validation failed", "Some values cannot be accepted; `errors` names each one."),
    "refused": Kind(400, "Refused", "The shop refuses this."),
    "not_authenticated": Kind(401, "Not authenticated", "Sign in, or send `Authorization: Token <your API token>`."),
    "authentication_failed": Kind(401, "Authentication failed", "The API token is unknown, expired or revoked."),
    "permission_denied": Kind(403, "Permission denied", "Your roles do not allow this."),
    "scope_missing": Kind(
        403, "Scope missing", "Your API token was not made for this; `detail` names the scope it lacks."
    ),
    "second_factor_missing": Kind(
        403, "Second factor missing", "A role you hold asks for one: show or set it up on /security/ first."
    ),
    "csrf_failed": Kind(403, "CSRF check failed", "A change made with a session needs the CSRF token of a page."),
    "not_allowed": Kind(403, "Not allowed", "You may not do this."),
    "not_found": Kind(404, "Not found", "There is nothing at this address that you may see."),
    "method_not_allowed": Kind(405, "Method not allowed", "The `Allow` header names the methods of this address."),
    "not_acceptable": Kind(406, "Not acceptable", "The answer is not available in a media type that you accept."),
    "version_unknown": Kind(406, "Version unknown", "There is no such version of the API; /api/versions/ lists them."),
    "conflict": Kind(409, "Conflict", "Not possible in the present state of things."),
    "idempotency_key_in_use": Kind(
        409, "Key in use", "The first request with this key is still at work. Send the same again after `Retry-After`."
    ),
    "version_ended": Kind(410, "Version ended", "This version of the API has ended; /api/versions/ says how to move."),
    "precondition_failed": Kind(
        412,
        "Precondition failed",
        "`If-Match` does not name what is here now: it has changed since you have read it, or the `ETag` is that of"
        " another address or form. Read this address again, then decide.",
    ),
    "too_large": Kind(413, "Too large", "The body is larger than this address accepts."),
    "unsupported_media_type": Kind(415, "Unsupported media type", "This address does not read such a body."),
    "payload_refused": Kind(
        422, "Payload refused", "The document lacks what it must hold, or holds it wrongly; `errors` has every place."
    ),
    "idempotency_key_reused": Kind(
        422, "Key reused", "This `Idempotency-Key` was sent with another request. Take a new one for a new wish."
    ),
    "precondition_required": Kind(
        428, "Precondition required", "Send the `ETag` of what you have read as `If-Match`, so that no change is lost."
    ),
    "throttled": Kind(429, "Too many requests", "Wait as long as `Retry-After` says."),
    "internal_error": Kind(500, "Internal error", "Something went wrong here. Tell support the request id."),
    "unavailable": Kind(503, "Unavailable", "The shop cannot answer just now. Try again soon."),
}


def problem_document(
    kind: str, *, code: str = "", detail: str = "", errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """The members of a problem. `code` and `detail` may be more exact than the kind's own."""
    known = KINDS[kind]
    return {
        "type": f"{PAGES}{kind}/",
        "title": known.title,
        "status": known.status,
        "detail": detail or known.detail,
        "code": code or kind,
        "request_id": request_id(),
        "errors": list(errors),
    }


def kind_with(status: int) -> str:
    """The kind that stands for a status: the first one that has it, or the generic one of its class."""
    generic = "internal_error" if status >= 500 else "malformed_request"
    return next((name for name, kind in KINDS.items() if kind.status == status), generic)


def problem_response(request: HttpRequest, kind: str, *, code: str = "", detail: str = "") -> HttpResponse:
    """A problem outside of API views: from `handler404`, `handler500` and the like."""
    document = problem_document(kind, code=code, detail=detail)
    document["request_id"] = document["request_id"] or getattr(request, "request_id", "")
    return HttpResponse(orjson.dumps(document), content_type=MEDIA_TYPE, status=document["status"])

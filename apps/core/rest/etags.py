"""Strong validators: who has the answer already gets a 304 without a body (RFC 9110, sections 8.8 and 13).

An answer that says nothing but what its rows say, and how the code writes it, has its validator before it is
serialized, which is where the time goes; any other has it when it is rendered.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

VARY = ("Accept", "Authorization", "Cookie")
WEIGHT = re.compile(r";\s*q=[^;]*", re.IGNORECASE)  # how much a form is wanted makes no other form
INTERNAL = {"_state", "_prefetched_objects_cache"}


def etag_of_rows(request: Request, rows: Iterable[Model], frame: Any = None, address: str = "") -> str:
    """The validator of an answer made of these rows with all that was fetched along, and of `frame` around them.

    Another address (that of the request), form, caller or code makes another validator.
    """
    form = WEIGHT.sub("", getattr(request, "accepted_media_type", ""))
    parts = [code_digest(), address or request.build_absolute_uri(), form, request.user.pk, frame]
    return etag_of(repr([*parts, [state_of(row, set()) for row in rows]]).encode())


def etag_of(content: bytes) -> str:
    """The validator of these bytes."""
    return quote_etag(blake2b(content, digest_size=16).hexdigest())


def state_of(row: Model, seen: set[int]) -> list[Any]:
    """What has been read of a row: its columns, and the rows fetched along, each told once."""
    if id(row) in seen:
        return [row._meta.label, row.pk]
    seen.add(id(row))
    return [
        row._meta.label,
        [(name, told(value, seen)) for name, value in row.__dict__.items() if name not in INTERNAL],
        [(name, told(value, seen)) for name, value in row._state.fields_cache.items()],
        [(name, told(list(rows), seen)) for name, rows in getattr(row, "_prefetched_objects_cache", {}).items()],
    ]


def told(value: Any, seen: set[int]) -> Any:
    """A value as `state_of` tells it: rows by their state, anything else as it is."""
    if isinstance(value, Model):
        return state_of(value, seen)
    if isinstance(value, list):
        return [told(item, seen) for item in value]
    return value


@lru_cache(maxsize=1)
def code_digest() -> str:
    """What the code and its libraries are: after an update no old validator holds."""
    digest = blake2b(digest_size=16)
    for pattern in ("apps/**/*.py", "config/**/*.py", "requirements/base.txt"):
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_unchanged(request: Request, etag: str) -> bool:
    """Whether `If-None-Match` names this validator; a proxy that compressed the answer may have made it weak."""
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return asked == ["*"] or etag in (tag.removeprefix("W/") for tag in asked)


def give_validator(request: Request, response: Response, etag: str | None) -> None:
    """Set the validator and how caches may keep the answer; without `etag` it is made of the rendered body."""
    patch_vary_headers(response, VARY)
    patch_cache_control(response, private=True, no_cache=True)
    if etag is not None:
        response["ETag"] = etag
        return

    def validate_body(rendered: HttpResponse) -> None:
        rendered["ETag"] = etag_of(rendered.content)
        if is_unchanged(request, rendered["ETag"]):
            rendered.status_code = 304
            rendered.content = b""
            del rendered.headers["Content-Type"]

    response.add_post_render_callback(validate_body)

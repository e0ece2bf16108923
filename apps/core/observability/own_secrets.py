"""The secrets that a request itself carries: what is told of it, in a log, on an error page or in the toolbar, must not
repeat them, wherever they have got to: into an exception's words, a local variable, a query.

They are known by where they stand: cookies, headers, fields and members of documents whose name says secret, a
session's key, a key in the address; and by their shape, in whatever else was sent.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from html import escape
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import msgpack
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from apps.core.observability.secrets import MASK, NAMES, shaped_like_secrets

SHORTEST = 6
"""Shorter ones are left to the name beside them: the text is full of such words and numbers."""
SHORTEST_KEY = 24
SHORTEST_SHAPE = 13
PLAIN = re.compile(r"[\w.~-]+", re.ASCII)
"""Everybody writes these as they are."""
CODES = ("code", "otp")
DEEPEST = 8
LARGEST_DOCUMENT = 256 * 1024

current: ContextVar[HttpRequest | None] = ContextVar("current", default=None)
"""The request that is being answered; RequestLogMiddleware sets it."""


def secrets_of(request: HttpRequest) -> list[str]:
    """What must not be repeated, as it was sent and as HTML, JSON, Python and addresses write it, the longest first.

    Reads nothing of the body that nobody else has read.
    """
    found: set[str] = set()
    for name, value in _with_queries(_named_values(request)):
        if len(value) >= SHORTEST_SHAPE:
            found.update(shaped_like_secrets(value))
        if NAMES.search(name) or (name == "key" and len(value) >= SHORTEST_KEY):
            found |= _parts(value)
    session = request.__dict__.get("session")
    if key := getattr(session, "session_key", None):
        found.add(key)
    found |= {value for value in _keys_of_address(request) if len(value) >= SHORTEST_KEY}
    spelled = {spelling for value in found if len(value) >= SHORTEST for spelling in _spellings(value)}
    return sorted(spelled, key=len, reverse=True)


def _spellings(secret: str) -> set[str]:
    if PLAIN.fullmatch(secret):
        return {secret}
    in_address = quote_plus(secret)
    written = {escape(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]}
    return {secret, *written, quote(secret, safe=""), in_address, quote(in_address)}


def without(text: str, secrets: Sequence[str]) -> str:
    """The text without these."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, MASK)
    return text


def scrubbed(value: Any, secrets: Sequence[str]) -> Any:
    """The value without these in any of its texts."""
    if isinstance(value, str):
        return without(value, secrets)
    if isinstance(value, dict):
        return {scrubbed(name, secrets): scrubbed(inner, secrets) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(inner, secrets) for inner in value]
    return value


def mask_own_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: the event without what the request that is being answered carried."""
    request = current.get()
    secrets = secrets_of(request) if request is not None else []
    return {name: scrubbed(value, secrets) for name, value in event.items()} if secrets else event


def _with_queries(values: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """The values, and those in the query strings of addresses among them: where to go on to, where one came from."""
    for name, value in values:
        yield name, str(value)
        if "?" in str(value):
            yield from parse_qsl(str(value).partition("?")[2])


def _named_values(request: HttpRequest) -> Iterator[tuple[str, Any]]:
    for name, value in request.META.items():
        if isinstance(name, str) and name.startswith("HTTP_") and name != "HTTP_COOKIE":
            yield name, value
    yield from request.COOKIES.items()
    with suppress(SuspiciousOperation):  # more parameters than are read
        for name, values in request.GET.lists():
            yield from ((name, value) for value in values)
    yield from _form(request)
    body = request.__dict__.get("_body", b"")
    if len(body) <= LARGEST_DOCUMENT:
        yield from _document(request.META.get("CONTENT_TYPE", ""), body)


def _form(request: HttpRequest) -> Iterator[tuple[str, Any]]:
    if "_post" not in request.__dict__:
        return
    for name, values in request.POST.lists():
        # A code of a second factor is one, other codes are words.
        secret = "one-time" if name in CODES and any(any(map(str.isdigit, value)) for value in values) else name
        yield from ((secret, value) for value in values)


def _document(media_type: str, body: bytes) -> Iterator[tuple[str, Any]]:
    for word, read in (("json", json.loads), ("msgpack", msgpack.unpackb)):
        if word in media_type:
            with suppress(ValueError, RecursionError, msgpack.UnpackException):
                yield from _members(read(body), "", 0)


def _members(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for inner_name, inner in value.items():
            yield from _members(inner, inner_name, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _members(inner, name, depth + 1)
    elif isinstance(value, str):
        yield name, value


def _parts(value: str) -> set[str]:
    """The value, and of a header such as `Token vit_...` what follows the scheme."""
    return {value, value.split(" ", 1)[-1]}


def _keys_of_address(request: HttpRequest) -> Iterator[str]:
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return
    for name, value in match.kwargs.items():
        if name == "key" or NAMES.search(name):
            yield str(value)

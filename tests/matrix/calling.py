"""How the matrix calls: through the whole stack, or the view alone with what its middleware would have found."""

from collections.abc import Iterable
from functools import cache
from http.cookies import SimpleCookie
from time import time
from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import resolve
from rest_framework.test import APIRequestFactory

from apps.core.backoffice.viewer import viewed_by
from tests.matrix.callers import Caller

A_DAY = 86_400.0
INDEX = "/admin/"
SIGN_IN = ("/admin/login/", "/sign-in/")
STEPS = ("mfa_authenticate", "mfa_login_webauthn")  # one step back is no refusal
FACTORY = APIRequestFactory()


class Calls:
    """Calls as somebody, each signed in once."""

    def __init__(self, callers: Iterable[Caller]) -> None:
        """Signed in now: what is rolled back later must not be a session."""
        self._clients = {caller.name: signed_in(caller) for caller in callers}
        self._resolved = cache(resolve)
        self._cookies = {name: client.cookies.output() for name, client in self._clients.items()}

    def stacked(self, caller: Caller, method: str, address: str) -> HttpResponseBase:
        """Through the whole stack: middleware, session or token, error pages."""
        client = self._clients[caller.name]
        try:
            if method == "GET":
                return client.get(address)
            return client.generic(method, address, **body(address))
        finally:
            if client.cookies.output() != self._cookies[caller.name]:
                client.cookies = SimpleCookie(self._cookies[caller.name].replace("Set-Cookie: ", ""))

    def bare(self, caller: Caller, method: str, address: str) -> HttpResponseBase:
        """The view alone, nothing rendered that is not yet."""
        headers = {"HTTP_AUTHORIZATION": f"Token {caller.token}"} if caller.token else {}
        request: Any = FACTORY.generic(method, address, **({} if method == "GET" else body(address)), **headers)
        request.resolver_match = match = self._resolved(address)
        request.user = caller.user
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        request._dont_enforce_csrf_checks = True
        try:
            with viewed_by(caller.user):
                return match.func(request, *match.args, **match.kwargs)
        except PermissionDenied:
            return HttpResponse(status=403)
        except Http404:
            return HttpResponse(status=404)
        except (BadRequest, SuspiciousOperation):
            return HttpResponse(status=400)


def signed_in(caller: Caller) -> Client:
    client = Client()
    if caller.token:
        client.defaults["HTTP_AUTHORIZATION"] = f"Token {caller.token}"
    elif caller.user.pk:
        client.force_login(caller.user)
        session = client.session  # who has just said their password is not asked for it again
        session["account_authentication_methods"] = [{"method": "password", "at": time() + A_DAY}]
        session.save()
    return client


def body(address: str) -> dict[str, Any]:
    """An empty body, as programs or as forms send it: it is refused as such, or does what nobody asks for."""
    if address.startswith("/api/") and "/uploads/" not in address:
        return {"data": "{}", "content_type": "application/json"}
    return {"data": encode_multipart(BOUNDARY, {}), "content_type": MULTIPART_CONTENT}


def outcome(response: HttpResponseBase, *, has_row: bool, route: str) -> str:
    """What an answer says: in, refused, missing, sign in, or no method."""
    status = response.status_code
    location = response.headers.get("Location", "").partition("?")[0]
    if status == 401 or (status in (302, 307) and location in SIGN_IN and route not in STEPS):
        return "sign in"
    if status in (302, 307) and location == INDEX and route not in ("/", "admin:login", "account_login", *STEPS):
        return "missing" if has_row else "sign in"
    return {403: "refused", 404: "missing", 405: "no method"}.get(status, "in")

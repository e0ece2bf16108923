"""How programs prove who they are."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from apps.accounts.models import ApiToken, User
from apps.accounts.rules.second_factor import shown
from apps.accounts.services.tokens import authenticate_token


class ApiTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token vit_...`, or `Bearer vit_...`. Whatever is wrong with a token, the answer is the same."""

    keywords = (b"token", b"bearer")

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = authentication.get_authorization_header(request).split()
        if not words or words[0].lower() not in self.keywords:
            return None
        token = authenticate_token(raw=words[1].decode("latin-1")) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="vitrine"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of somebody who signed in by browser. Changes need the CSRF token.

    Where a role asks for a second factor, a session that has not shown one opens nothing here either; tokens do.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        if found and not shown(get_authentication_records(request, found[0])) and found[0].must_show_second_factor:
            raise PermissionDenied(code="second_factor_missing")
        return found

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(code="csrf_failed") from error


class SessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes sessions."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of somebody signed in. Changes also need the `X-CSRFToken` header.",
        }


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes tokens."""

    target_class = ApiTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token, `vit_...`. `Authorization: Token vit_...` means the same.",
        }

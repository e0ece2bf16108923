"""Who is signed in: Django's way, with a new session key after the person's grants have changed."""

from typing import Any

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.accounts.models import User
from apps.accounts.services.sessions import rotate_session


def user_of(request: Any) -> Any:
    """The person of the session, looked up when somebody asks, once a request."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = auth.get_user(request)
        if isinstance(request._cached_user, User):
            rotate_session(session=request.session, user=request._cached_user)
    return request._cached_user


class SessionUserMiddleware(AuthenticationMiddleware):
    """`request.user`."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]

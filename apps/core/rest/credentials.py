"""Who calls, for what must know it before any view does."""

from django.http import HttpRequest
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView


def has_session(request: HttpRequest) -> bool:
    """Whether somebody is signed in: all that a page knows people by."""
    return bool(request.user.is_authenticated)


def is_known(request: HttpRequest) -> bool:
    """Whether credentials that hold come along: a session, or what else the API takes.

    For addresses of the API alone: afterwards `request.user` is whose they are, and a page would take a token with one
    scope for a session with all. Nothing is read of the body.
    """
    if has_session(request):
        return True  # first: for a session the API would ask for the CSRF token, which may stand in the body
    try:
        return bool(Request(request, authenticators=APIView().get_authenticators()).user.is_authenticated)
    except APIException:
        return False

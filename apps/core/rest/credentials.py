"""Who calls, for what must know it before any view does."""

from django.http import HttpRequest
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView


def is_known(request: HttpRequest) -> bool:
    """Whether credentials that hold come along: a session, or what else the API takes.

    Afterwards the request says whose they are. Nothing is read of the body.
    """
    if request.user.is_authenticated:
        return True  # first: for a session the API would ask for the CSRF token, which may stand in the body
    try:
        return bool(Request(request, authenticators=APIView().get_authenticators()).user.is_authenticated)
    except APIException:
        return False

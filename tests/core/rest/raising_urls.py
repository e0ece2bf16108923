"""Addresses that raise what they are told to, and one that answers with what it was sent."""

from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import include, path
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.errors import Conflict, DomainError, NotAllowed
from apps.core.payloads import Fault, PayloadRefused

SECRET = "secret-4711 in /srv/shop/settings.py"


class LineInput(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=5)


class OrderInput(serializers.Serializer[Any]):
    lines = LineInput(many=True)
    note = serializers.CharField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        raise serializers.ValidationError("Both cannot be.", code="contradiction")


RAISED: dict[str, Exception] = {
    "http404": Http404(SECRET),
    "permission": PermissionDenied(SECRET),
    "suspicious": SuspiciousOperation(SECRET),
    "unreadable": UnreadablePostError(SECRET),
    "database": OperationalError(SECRET),
    "parse": exceptions.ParseError(SECRET),
    "throttled": exceptions.Throttled(wait=17, detail=SECRET),
    "teapot": exceptions.APIException(SECRET, code=SECRET),
    "refused": DomainError("The lamp is not for sale.", code="not_for_sale", field="lines.0.sku"),
    "not_allowed": NotAllowed("Not your lamp."),
    "conflict": Conflict("The lamp is sold.", code="sold"),
    "file": DomainError("The file is too heavy.", code="file_too_large", field="file"),
    "payload": PayloadRefused([Fault(("lines", 0, "sku"), "missing", "Required, and not there.")]),
    "key": KeyError(SECRET),
    "recursion": RecursionError(SECRET),
}


class RaiseView(APIView):
    permission_classes = []

    def get(self, request: Request, name: str) -> Response:
        raise RAISED[name]


class EchoView(APIView):
    permission_classes = []

    def post(self, request: Request) -> Response:
        return Response({"data": request.data})


class ValidateView(APIView):
    permission_classes = []

    def post(self, request: Request) -> Response:
        OrderInput(data=request.data).is_valid(raise_exception=True)
        return Response()


def plain(request: HttpRequest) -> HttpResponse:
    raise KeyError(SECRET)


urlpatterns = [
    path("api/raise/<str:name>/", RaiseView.as_view()),
    path("api/echo/", EchoView.as_view()),
    path("api/validate/", ValidateView.as_view()),
    path("api/plain/", plain),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"

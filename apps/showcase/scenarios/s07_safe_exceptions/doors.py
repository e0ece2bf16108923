"""Two doors that raise what they are told to, in the shop's own frame: a page and an address of the API."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.policy import PUBLIC
from apps.showcase.scenarios.s07_safe_exceptions.raising import fail
from apps.showcase.scenarios.s07_safe_exceptions.twin import tells_all


def page(request: HttpRequest, kind: str) -> HttpResponse:
    fail(kind)


class Api(APIView):
    """The same for programs."""

    policy = {"read": PUBLIC}
    authentication_classes = ()
    permission_classes = ()
    versioning_class = None
    throttle_classes = ()

    def get(self, request: Request, kind: str) -> Response:
        fail(kind)


urlpatterns = [
    path("raise/<kind>/", page),
    path("api/raise/<kind>/", Api.as_view()),
    path("twin/<kind>/", tells_all),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"

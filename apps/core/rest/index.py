"""The ways into the API, and what its problems mean."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar, NoReturn

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apps.core.policy import PUBLIC, Policy
from apps.core.rest.permissions import VERBS
from apps.core.rest.problems import KINDS, PAGES

# Names and the routes they lead to, in groups where that reads better.
Links = Mapping[str, "str | Links"]


@extend_schema(exclude=True)
class PublicView(APIView):
    """What strangers may read too: it says nothing about the shop's data."""

    policy: ClassVar[Mapping[str, Policy]] = {"read": PUBLIC}
    authentication_classes = [SessionAuthentication]
    versioning_class = None


class IndexView(PublicView):
    """Where to go from here. Lists and details need a token or a session; the documentation is open to everybody."""

    title = "Vitrine API"
    links: Links = {}

    def get(self, request: Request) -> Response:
        return Response(addresses(self.links, request))

    def get_view_name(self) -> str:
        return self.title


class ProblemListView(PublicView):
    """The kinds of problems that answers of 400 and above speak of, by their `code`."""

    def get(self, request: Request) -> Response:
        return Response([describe(name, request) for name in KINDS])

    def get_view_name(self) -> str:
        return "Problems"


class ProblemView(PublicView):
    """One kind of problem."""

    def get(self, request: Request, kind: str) -> Response:
        if kind not in KINDS:
            raise Http404
        return Response(describe(kind, request))

    def get_view_name(self) -> str:
        return "Problem"


class UnknownAddressView(PublicView):
    """There is nothing here, whatever the method. Who only forgot the last slash is shown the way."""

    policy = dict.fromkeys(VERBS.values(), PUBLIC)
    authentication_classes = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and lacks_last_slash(request.path_info):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise Http404

    def get_view_name(self) -> str:
        return "Not found"


def lacks_last_slash(path: str) -> bool:
    """Whether there would be something at the path with a slash at its end."""
    if path.endswith("/"):
        return False
    return getattr(resolve(f"{path}/").func, "cls", None) is not UnknownAddressView


def addresses(links: Links, request: Request) -> dict[str, Any]:
    """The same names with the addresses of the routes."""
    return {
        name: reverse(link, request=request) if isinstance(link, str) else addresses(link, request)
        for name, link in links.items()
    }


def describe(kind: str, request: Request) -> dict[str, Any]:
    """A kind of problem as the API tells it."""
    return {"code": kind, "url": request.build_absolute_uri(f"{PAGES}{kind}/"), **asdict(KINDS[kind])}

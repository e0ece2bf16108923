"""The ways into the API, and what its problems mean."""

from collections.abc import Mapping, Sequence
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
from apps.core.rest.versions import API, Difference, Version, find, names_version, read_asked, version_of, versions

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


class VersionListView(PublicView):
    """The versions of this API, the newest first: until when each is there, how it differs from the next one."""

    differences: Mapping[str, Sequence[Difference]] = {}

    def get(self, request: Request) -> Response:
        return Response([self.told(version, request) for version in reversed(versions().values())])

    def told(self, version: Version, request: Request) -> dict[str, Any]:
        """A version as the API tells it."""
        return {
            "version": version.number,
            "url": reverse(f"{version.name}:index", request=request),
            "docs": reverse(f"{version.name}:docs", request=request),
            "deprecated_at": version.deprecated_at,
            "sunset_at": version.sunset_at,
            "differences": [asdict(one) for one in self.differences.get(version.name, ())],
        }

    def get_view_name(self) -> str:
        return "Versions"


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
        known = KINDS.get(getattr(self, "kwargs", {}).get("kind", ""))  # breadcrumbs ask a view without an address
        return known.title if known else "Problem"


class UnknownAddressView(PublicView):
    """There is nothing here, whatever the method, unless a version has it: an address may leave the version out.

    Who only forgot the last slash is shown the way.
    """

    policy = dict.fromkeys(VERBS.values(), PUBLIC)
    authentication_classes = []

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and lacks_last_slash(request.path_info):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        if not names_version(request.path_info) and (version := version_of(request)):
            return answer_by(version, request)
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        super().initial(request, *args, **kwargs)
        path = request.path_info
        if not names_version(path) and any(find(path, name) for name in versions()):
            read_asked(request._request).check()
        raise Http404

    def get_view_name(self) -> str:
        return "Unknown address"


def answer_by(version: str, request: HttpRequest) -> HttpResponseBase:
    """What the version answers, as if the address had named it: so do the links of the answer."""
    found = find(request.path_info, version)
    assert found is not None
    for name in ("path", "path_info"):
        setattr(request, name, getattr(request, name).replace(API, f"{API}{version}/", 1))
    request.resolver_match = found
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answer


def lacks_last_slash(path: str) -> bool:
    """Whether there would be something at the path with a slash at its end."""
    if path.endswith("/"):
        return False
    path = f"{path}/"
    there = getattr(resolve(path).func, "cls", None) is not UnknownAddressView
    return there or (not names_version(path) and any(find(path, name) for name in versions()))


def addresses(links: Links, request: Request) -> dict[str, Any]:
    """The same names with the addresses of the routes."""
    return {
        name: reverse(link, request=request) if isinstance(link, str) else addresses(link, request)
        for name, link in links.items()
    }


def describe(kind: str, request: Request) -> dict[str, Any]:
    """A kind of problem as the API tells it."""
    return {"code": kind, "url": request.build_absolute_uri(f"{PAGES}{kind}/"), **asdict(KINDS[kind])}

"""No text of an exception and no path reaches an answer, whatever is raised at whatever door.

Every class of exceptions that a view could meet, at every place where it could be raised; without DEBUG.
"""

import builtins
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import django.core.exceptions
import django.db.utils
import psycopg.errors
import pytest
import redis.exceptions
import requests.exceptions
import rest_framework.exceptions
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import include, path
from django.utils.functional import lazystr
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.core.observability import errors
from apps.core.policy import PUBLIC, door

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.observability.test_nothing_told")]

CANARY = "canary-4711"
TEXT = f"{CANARY} in /srv/shop/settings.py"
raised: ContextVar[Exception] = ContextVar("raised")


def made(kind: type[Exception]) -> Exception | None:
    """One with our text in it, in whatever way it takes it; None for classes that nothing can make."""
    ways: tuple[Callable[[], Exception], ...] = (
        lambda: kind(TEXT),
        lambda: kind(2, TEXT, "/srv/shop/keys.pem"),
        lambda: kind("utf-8", TEXT.encode(), 0, 1, TEXT),
        lambda: kind(TEXT, [ValueError(TEXT)]),
        kind,
    )
    for way in ways:
        try:
            return way()
        except (TypeError, ValueError):
            continue
    return None


def kinds() -> Iterator[Exception]:
    """Of Python, Django, Django REST framework, the database, the cache and HTTP clients, and one with a cause."""
    modules = (
        builtins,
        django.core.exceptions,
        django.db.utils,
        rest_framework.exceptions,
        redis.exceptions,
        requests.exceptions,
    )
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    classes |= {Http404, psycopg.errors.UniqueViolation, psycopg.errors.ConnectionTimeout, json.JSONDecodeError}
    # What a validation error says is meant for whoever sent the value.
    shown = (rest_framework.exceptions.ValidationError, Warning, StopIteration, StopAsyncIteration)
    for kind in sorted(classes, key=lambda one: f"{one.__module__}.{one.__qualname__}"):
        if issubclass(kind, Exception) and not issubclass(kind, shown) and (one := made(kind)):
            yield one
    caused = KeyError(TEXT)
    caused.__cause__ = ValueError(TEXT)
    caused.add_note(TEXT)
    yield caused


def fail(*_: object, **__: object) -> Any:
    raise raised.get()


@door(GET=PUBLIC)
def page(request: HttpRequest) -> HttpResponse:
    fail()


@door(GET=PUBLIC)
def template(request: HttpRequest) -> HttpResponse:
    """Fails while the answer is rendered, after the view is done."""
    return SimpleTemplateResponse(Template("{{ fail }}"), Context({"fail": fail}).flatten())


@door(GET=PUBLIC)
def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield b"first part\n"
        fail()

    return StreamingHttpResponse(parts())


class Api(APIView):
    authentication_classes = permission_classes = throttle_classes = ()
    versioning_class = None

    def get(self, request: Request) -> Response:
        fail()


class ApiRendering(Api):
    """Fails while the answer is rendered, behind the framework's handler."""

    def get(self, request: Request) -> Response:
        return Response({"a": lazystr(Failing())})


class ApiSerializing(Api):
    def get(self, request: Request) -> Response:
        class Shown(serializers.Serializer[Any]):
            a = serializers.SerializerMethodField()

            def get_a(self, _: Any) -> Any:
                fail()

        return Response(Shown({}).data)


class ApiAuthenticating(Api):
    def perform_authentication(self, request: Request) -> None:
        fail()


class Failing:
    def __str__(self) -> str:
        fail()
        return ""


class InMiddleware:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return fail() if request.path.endswith("/middleware/") else self.get_response(request)


urlpatterns = [
    path("door/view/", page),
    path("door/template/", template),
    path("door/stream/", stream),
    path("admin/door/view/", admin.site.admin_view(page)),
    path("api/door/view/", Api.as_view()),
    path("api/door/rendering/", ApiRendering.as_view()),
    path("api/door/serializing/", ApiSerializing.as_view()),
    path("api/door/authenticating/", ApiAuthenticating.as_view()),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"

# Every kind at the two doors where views raise; some of each family elsewhere.
ALL_KINDS = ("/door/view/", "/api/door/view/")
DOORS = (
    *ALL_KINDS,
    "/door/template/",
    "/door/middleware/",
    "/admin/door/view/",
    "/api/door/rendering/",
    "/api/door/serializing/",
    "/api/door/authenticating/",
    "/api/door/middleware/",
)
SOME = 13
BROWSER, PROGRAM = {"Accept": "text/html"}, {"Accept": "application/json"}


def told(answer: Any) -> list[str]:
    """What of the inside the answer tells."""
    text = f"{answer.content.decode()} {answer.headers}"
    words = (CANARY, "/srv/", "Traceback", 'File "', ".py", str(settings.BASE_DIR), "site-packages")
    return [word for word in words if word in text]


@pytest.fixture
def client(people: dict[str, User], settings: Any) -> Client:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.core.observability.test_nothing_told.InMiddleware"]
    client = Client(raise_request_exception=False)
    client.force_login(people["owner"])
    return client


@pytest.mark.parametrize("address", DOORS)
def test_no_text_of_an_exception_and_no_path_is_told(client: Client, address: str) -> None:
    wrong, asked = [], 0
    for exception in list(kinds())[:: 1 if address in ALL_KINDS else SOME]:
        for headers in (BROWSER, PROGRAM):
            raised.set(exception)
            answer = client.get(address, headers=headers)
            asked += 1
            right_form = "json" in answer.headers["Content-Type"] if headers is PROGRAM else True
            if told(answer) or answer.status_code < 400 or not right_form or not answer.headers["X-Request-ID"]:
                wrong.append((type(exception).__qualname__, headers, answer.status_code, told(answer)))
    assert wrong == []
    assert asked > (250 if address in ALL_KINDS else 15)


def test_what_fails_while_it_is_sent_ends_there(client: Client) -> None:
    """The status is out already: the connection breaks off, which a client notices, and nothing is added."""
    raised.set(KeyError(TEXT))
    parts = iter(client.get("/door/stream/").streaming_content)
    assert next(parts) == b"first part\n"
    with pytest.raises(KeyError):
        next(parts)


def test_a_page_that_tells_is_found_out(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The control: a handler that shows the text, and Django's own page for developers."""
    raised.set(KeyError(TEXT))
    with monkeypatch.context() as broken:
        broken.setattr(errors, "request_id", lambda: repr(raised.get()))
        assert told(client.get("/door/view/", headers=BROWSER)) == [CANARY, "/srv/", ".py"]
    assert told(client.get("/door/view/", headers=BROWSER)) == []
    settings.DEBUG = True
    assert {CANARY, "Traceback", str(settings.BASE_DIR)} <= set(told(client.get("/door/view/", headers=BROWSER)))

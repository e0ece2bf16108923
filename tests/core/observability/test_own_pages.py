"""In development, too, people see the shop's own pages for what is not there; a defect shows its traceback."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from config.settings import base

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.observability.test_own_pages")]

OWN = "apps.core.observability.own_pages.OwnPagesMiddleware"
FORMS = "apps.core.observability.own_pages.OwnFormsMiddleware"
TECHNICAL = "DEBUG = True"


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("canary")


def defect(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("canary")


urlpatterns = [
    path("missing/", missing),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("defect/", defect),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"


@pytest.fixture
def web(settings: Any) -> Client:
    settings.DEBUG = True
    settings.MIDDLEWARE = [*base.MIDDLEWARE, OWN]
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nope/x", 404), ("/scenarios/nope/", 404), ("/missing/", 404), ("/forbidden/", 403), ("/suspicious/", 400)],
)
def test_the_page_is_the_shop_s_own_and_says_the_request_id(web: Client, address: str, status: int) -> None:
    answer = web.get(address)
    assert answer.status_code == status
    assert answer["X-Request-ID"] in answer.content.decode()
    assert TECHNICAL not in answer.content.decode()
    assert "canary" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/nope/x", "/missing/", "/suspicious/"])
def test_without_the_middleware_it_would_be_django_s(web: Client, settings: Any, address: str) -> None:
    settings.MIDDLEWARE = base.MIDDLEWARE
    assert TECHNICAL in web.get(address).content.decode()


def test_a_defect_keeps_the_page_with_the_traceback(web: Client) -> None:
    answer = web.get("/defect/")
    assert answer.status_code == 500
    assert "ZeroDivisionError" in answer.content.decode()


def test_programs_get_a_problem(web: Client) -> None:
    answer = web.get("/api/v2/nope/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_forgotten_slash_is_still_appended(web: Client) -> None:
    answer = web.get("/missing")
    assert (answer.status_code, answer["Location"]) == (301, "/missing/")


@pytest.mark.parametrize("own", [True, False])
def test_a_form_that_cannot_be_read_gets_the_shop_s_page_before_django_makes_one(settings: Any, own: bool) -> None:
    settings.DEBUG = True
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    bounded = base.MIDDLEWARE.index("apps.core.bodies.BodyMiddleware") + 1
    settings.MIDDLEWARE = [*base.MIDDLEWARE[:bounded], *([FORMS] if own else []), *base.MIDDLEWARE[bounded:]]
    sender = Client(enforce_csrf_checks=True, raise_request_exception=False)
    sender.cookies["csrftoken"] = "x" * 32
    answer = sender.post("/missing/", {"a": 1, "b": 2, "c": 3})
    assert answer.status_code == 400
    assert (TECHNICAL in answer.content.decode()) is not own

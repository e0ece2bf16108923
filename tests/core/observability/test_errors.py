"""When the database is away or too busy, people are told to come again; no page of an error asks the database."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from apps.core.errors import Conflict
from apps.core.policy import PUBLIC, door

pytestmark = pytest.mark.urls("tests.core.observability.test_errors")


@door(GET=PUBLIC)
def refused(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection to canary refused")


@door(GET=PUBLIC)
def lost(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("the connection is closed")


@door(GET=PUBLIC)
def takes_too_long(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 5")
        cursor.execute("SELECT pg_sleep(5)")
    return HttpResponse(b"done")


@door(GET=PUBLIC)
def defect(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("canary")


@door(GET=PUBLIC)
def sold(request: HttpRequest) -> HttpResponse:
    raise Conflict("The lamp is sold.", code="lamp_sold")


class LostInMiddleware:
    def __init__(self, get_response: Any) -> None:
        pass

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise OperationalError("canary")


urlpatterns = [
    path("refused/", refused),
    path("lost/", lost),
    path("takes-too-long/", takes_too_long),
    path("defect/", defect),
    path("sold/", sold),
    path("api/sample/refused/", refused),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"


@pytest.fixture
def web() -> Client:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "somebody"
    return client


# Without the mark `django_db` every query is an error: these pages are made without one.
@pytest.mark.parametrize("address", ["/refused/", "/lost/"])
def test_a_database_that_is_away_is_a_page_that_says_come_again(web: Client, address: str) -> None:
    answer = web.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    page = answer.content.decode()
    assert "cannot answer just now" in page
    assert answer.headers["X-Request-ID"] in page
    assert "canary" not in page


@pytest.mark.django_db
def test_a_statement_that_is_cut_off_is_one_too(web: Client) -> None:
    answer = web.get("/takes-too-long/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_wherever_it_is_noticed(web: Client, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.core.observability.test_errors.LostInMiddleware"]
    answer = web.get("/sign-in/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_programs_get_a_problem(web: Client) -> None:
    answer = web.get("/api/sample/refused/")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "unavailable", "1")


def test_a_defect_stays_one_and_its_page_asks_no_database(web: Client) -> None:
    answer = web.get("/defect/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "It is a defect of the shop" in answer.content.decode()


def test_a_session_that_cannot_be_read_is_no_defect(web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("canary")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert web.get("/admin/").status_code == 503


def test_a_refusal_of_the_domain_is_a_page_with_its_words_and_code(web: Client) -> None:
    answer = web.get("/sold/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The lamp is sold." in page
    assert '<a href="/api/problems/conflict/"><code>lamp_sold</code></a>' in page
    assert answer.headers["X-Request-ID"] in page


def test_a_wrong_method_is_a_page_that_names_the_right_ones_in_its_header() -> None:
    answer = Client().post("/sold/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert "method_not_allowed" in answer.content.decode()


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/defect/", "*/*", "text/html; charset=utf-8"),
        ("/defect/", BROWSER, "text/html; charset=utf-8"),
        ("/defect/", "application/json", "application/problem+json"),
        ("/defect/", "nonsense", "text/html; charset=utf-8"),
        ("/api/sample/refused/", "*/*", "application/problem+json"),
        ("/api/sample/refused/", BROWSER, "text/html; charset=utf-8"),
        ("/api/sample/refused/", "nonsense", "application/problem+json"),
    ],
)
def test_who_takes_a_page_gets_one_and_who_takes_json_a_problem(
    web: Client, address: str, accept: str, media_type: str
) -> None:
    answer = web.get(address, headers={"Accept": accept})
    assert (answer.headers["Content-Type"], answer.headers["Vary"]) == (media_type, "Accept")
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def before_any_view(kind: str, address: str, accept: str) -> Any:
    """An answer of the given kind that no view had a part in."""
    client, headers = Client(enforce_csrf_checks=True, raise_request_exception=False), {"Accept": accept}
    if kind == "malformed_request":
        return client.get(address, headers=headers | {"Host": "elsewhere.example"})
    if kind == "too_large":
        return client.post(address, headers=headers | {"Content-Length": str(10**12)})
    if kind == "not_found":
        return client.get(f"{address}nothing-there/", headers=headers)
    return client.post(address, {"a": "b"}, headers=headers)  # a form without its token


@pytest.mark.parametrize(
    ("kind", "address", "status"),
    [
        ("malformed_request", "/sign-in/", 400),
        ("malformed_request", "/api/v2/", 400),
        ("too_large", "/sign-in/", 413),
        ("too_large", "/api/v2/", 413),
        ("too_large", "/admin/login/", 413),
        ("not_found", "/sign-in/", 404),
        ("not_found", "/api/", 404),
        ("csrf_failed", "/sign-in/", 403),
        ("csrf_failed", "/sold/", 403),
    ],
)
@pytest.mark.django_db
def test_what_is_refused_before_any_view_says_the_same_to_both(kind: str, address: str, status: int) -> None:
    page, problem = (before_any_view(kind, address, accept) for accept in (BROWSER, "application/json"))
    assert (page.status_code, problem.status_code) == (status, status)
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert (problem.json()["code"], problem.json()["status"]) == (kind, status)
    assert problem.json()["request_id"] == problem.headers["X-Request-ID"]
    text = page.content.decode()
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert [word for word in (kind, str(status), page.headers["X-Request-ID"]) if word not in text] == []

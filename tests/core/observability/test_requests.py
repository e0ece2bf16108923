"""The request id, the log line and Server-Timing, through the whole chain of middleware."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path

from apps.core.audit import record
from apps.core.models import AuditEntry
from apps.core.policy import PUBLIC, door

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.observability.test_requests")]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@door(GET=PUBLIC)
def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"fine")


def audited(request: HttpRequest) -> HttpResponse:
    record(actor=request.user, action="sample.done", target=request.user)
    return HttpResponse(b"done")


def defect(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("canary in the exception")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("canary")


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"a", b"b"]))


def asks_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01)")
        cursor.execute("SELECT 1")
    return HttpResponse(b"asked")


urlpatterns = [
    path("fine/", fine),
    path("audited/", audited),
    path("defect/", defect),
    path("forbidden/", forbidden),
    path("suspicious/", suspicious),
    path("streamed/", streamed),
    path("asks-database/", asks_database),
    path("api/sample/defect/", defect),
    path("api/sample/forbidden/", forbidden),
    path("", include("config.urls")),
]
handler400 = "apps.core.observability.errors.bad_request"
handler403 = "apps.core.observability.errors.permission_denied"
handler404 = "apps.core.observability.errors.page_not_found"
handler500 = "apps.core.observability.errors.server_error"


@pytest.fixture
def web(client):
    client.raise_request_exception = False
    return client


def lines(caplog, event: str) -> list[dict]:
    return [record.msg for record in caplog.records if isinstance(record.msg, dict) and record.msg["event"] == event]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fine/", 200),
        ("/fine", 301),
        ("/streamed/", 200),
        ("/nothing/here/", 404),
        ("/forbidden/", 403),
        ("/suspicious/", 400),
        ("/defect/", 500),
        ("/api/sample/defect/", 500),
        ("/api/nothing/here/", 404),
        ("/healthz", 200),
    ],
)
def test_every_answer_says_its_id_and_where_the_time_went(web, address, status):
    answer = web.get(address)
    assert answer.status_code == status
    assert UUID.fullmatch(answer["X-Request-ID"])
    assert re.fullmatch(r'total;dur=\d+\.\d, db;dur=\d+\.\d;desc="\d+ queries"', answer["Server-Timing"])


def test_in_development_an_answer_says_how_many_queries_it_took(web, settings):
    assert "X-Query-Count" not in web.get("/asks-database/")
    settings.DEBUG = True
    counts = [web.get(address)["X-Query-Count"] for address in ("/asks-database/", "/fine/", "/nothing/here/")]
    assert counts == ["2", "0", "0"]


def test_a_refused_host_is_answered_with_an_id_too(web, settings):
    settings.ALLOWED_HOSTS = ["shop.example"]
    answer = web.get("/fine/")
    assert answer.status_code == 400
    assert UUID.fullmatch(answer["X-Request-ID"])
    assert answer["X-Request-ID"] in answer.content.decode()


def test_an_id_that_the_client_sends_is_not_taken(web):
    assert web.get("/fine/", headers={"X-Request-ID": "forged\r\nline"})["X-Request-ID"] != "forged\r\nline"


def test_each_request_has_one_line_and_its_own_id(web, caplog):
    caplog.set_level(logging.INFO)
    ids = {web.get("/fine/")["X-Request-ID"] for _ in range(3)}
    found = lines(caplog, "request_finished")
    assert {line["request_id"] for line in found} == ids
    assert [(line["request"], line["code"]) for line in found] == [("GET /fine/", 200)] * 3


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What goes to console and file, line by line as it is written there."""
    formatter = next(handler.formatter for handler in logging.getLogger().handlers if handler.name == "console")
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("address", ["/fine/", "/nothing/", "/forbidden/", "/suspicious/", "/defect/", "/api/nothing/"])
def test_the_query_string_is_not_logged(web, written, address):
    answer = web.get(f"{address}?token=canary-of-the-query")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert "canary-of-the-query" not in written.getvalue()
    assert {line["request"] for line in lines} == {f"GET {address}"}
    assert {line["request_id"] for line in lines} == {answer["X-Request-ID"]}


def test_a_defect_is_logged_with_its_traceback_and_the_page_says_only_the_id(web, caplog):
    answer = web.get("/defect/")
    [line] = [r for r in caplog.records if isinstance(r.msg, dict) and r.msg["event"] == "request_failed"]
    assert line.msg["request_id"] == answer["X-Request-ID"]
    assert line.exc_info
    page = answer.content.decode()
    assert answer["X-Request-ID"] in page
    assert "canary" not in page


def test_the_audit_entry_of_a_request_names_it(web, people):
    web.force_login(people["manager"])
    answer = web.get("/audited/")
    assert AuditEntry.objects.get(action="sample.done").request_id == answer["X-Request-ID"]


def test_the_line_names_the_person_only_when_the_request_looked_them_up(web, people, caplog, django_assert_num_queries):
    caplog.set_level(logging.INFO)
    web.force_login(people["manager"])
    web.get("/audited/")
    with django_assert_num_queries(0):
        web.get("/fine/")
    asked, unasked = lines(caplog, "request_finished")
    assert asked["user_id"] == people["manager"].pk
    assert "user_id" not in unasked


def test_server_timing_tells_database_time_and_queries(web):
    timing = web.get("/asks-database/")["Server-Timing"]
    total, database, queries = re.fullmatch(
        r'total;dur=([\d.]+), db;dur=([\d.]+);desc="(\d+) queries"', timing
    ).groups()
    assert queries == "2"
    assert 10 <= float(database) <= float(total)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/nothing/here/", 404, "not_found"),
        ("/api/sample/forbidden/", 403, "permission_denied"),
        ("/api/sample/defect/", 500, "internal_error"),
    ],
)
def test_below_api_errors_are_problem_details(web, address, status, code):
    answer = web.get(address)
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/nothing/here/", "There is nothing here"),
        ("/forbidden/", "You may not do this"),
        ("/suspicious/", "This request cannot be understood"),
        ("/defect/", "Something went wrong on our side"),
    ],
)
def test_people_get_a_page_that_says_what_happened_and_asks_no_database(web, address, words, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = web.get(address)
    assert answer["Content-Type"].startswith("text/html")
    assert words in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


def test_when_even_the_page_fails_plain_words_are_left(web, monkeypatch, caplog):
    monkeypatch.setattr("apps.core.observability.errors.loader.render_to_string", defect)
    answer = web.get("/defect/")
    assert answer.status_code == 500
    assert answer.content.decode() == f"Something went wrong on our side. Request {answer['X-Request-ID']}\n"
    assert lines(caplog, "error_page_failed")


def test_a_form_without_its_token_gets_a_page_that_says_so():
    answer = Client(enforce_csrf_checks=True).post("/fine/")
    assert answer.status_code == 403
    assert "The form was open for too long" in answer.content.decode()

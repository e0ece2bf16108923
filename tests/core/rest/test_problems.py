"""What answers of 400 and above say: the exact document, and never the text of an exception."""

from typing import Any

import pytest
from django.test import Client

from apps.core.payloads.faults import fragment_to, pointer_to
from apps.core.rest import exceptions
from apps.core.rest.field_errors import as_field, flatten, from_dotted
from apps.core.rest.problems import KINDS
from tests.core.rest.raising_urls import RAISED, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.rest.raising_urls")]
MEMBERS = ["type", "title", "status", "detail", "code", "request_id", "errors"]

EXPECTED = {
    "http404": (404, "not_found"),
    "permission": (403, "permission_denied"),
    "suspicious": (400, "malformed_request"),
    "unreadable": (400, "malformed_request"),
    "database": (503, "unavailable"),
    "parse": (400, "malformed_request"),
    "throttled": (429, "throttled"),
    "teapot": (500, "internal_error"),
    "refused": (400, "not_for_sale"),
    "not_allowed": (403, "not_allowed"),
    "conflict": (409, "sold"),
    "file": (413, "file_too_large"),
    "payload": (422, "payload_refused"),
    "key": (500, "internal_error"),
    "recursion": (500, "internal_error"),
}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", sorted(RAISED))
def test_each_kind_of_exception_has_its_problem(client: Client, name: str) -> None:
    response = client.get(f"/api/raise/{name}/")
    document = response.json()
    status, code = EXPECTED[name]
    assert (response.status_code, document["status"], document["code"]) == (status, status, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert list(document) == MEMBERS
    assert document["request_id"] == response.headers["X-Request-ID"] != ""


@pytest.mark.parametrize("name", sorted(RAISED))
def test_no_text_of_an_exception_is_told(client: Client, name: str) -> None:
    response = client.get(f"/api/raise/{name}/")
    assert b"4711" not in response.content
    assert "4711" not in str(response.headers)


def test_a_handler_that_tells_the_text_is_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exceptions, "particulars", lambda exception, request: {"detail": str(exception)})
    assert b"4711" in client.get("/api/raise/key/").content


def test_the_log_has_the_story_of_what_nobody_foresaw(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/api/raise/key/")
    line = next(record.getMessage() for record in caplog.records if "internal_error" in record.getMessage())
    assert f"KeyError('{SECRET}')" in line
    assert response.json()["request_id"] in line


def test_the_words_of_the_domain_are_told_with_their_field(client: Client) -> None:
    document = client.get("/api/raise/refused/").json()
    del document["request_id"]
    assert document == {
        "type": "/api/problems/refused/",
        "title": "Refused",
        "status": 400,
        "detail": "The lamp is not for sale.",
        "code": "not_for_sale",
        "errors": [
            {
                "field": "lines[0].sku",
                "parameter": "lines[0].sku",
                "code": "not_for_sale",
                "detail": "The lamp is not for sale.",
            }
        ],
    }


def test_a_validation_error_names_each_field_by_its_path(client: Client) -> None:
    body = {"lines": [{"sku": "A"}, {"sku": "too long"}, {}, "text"], "note": None}
    document = client.post("/api/validate/", body, content_type="application/json").json()
    assert (document["status"], document["code"]) == (400, "validation_failed")
    assert [(error["field"], error["pointer"], error["code"]) for error in document["errors"]] == [
        ("lines[1].sku", "#/lines/1/sku", "max_length"),
        ("lines[2].sku", "#/lines/2/sku", "required"),
        ("lines[3]", "#/lines/3", "invalid"),
        ("note", "#/note", "null"),
    ]


def test_an_error_of_the_whole_body_has_an_empty_path(client: Client) -> None:
    body = {"lines": [{"sku": "A"}], "note": "x"}
    document = client.post("/api/validate/", body, content_type="application/json").json()
    assert document["errors"] == [{"field": "", "pointer": "#", "code": "contradiction", "detail": "Both cannot be."}]


def test_waiting_times_are_told(client: Client) -> None:
    assert client.get("/api/raise/throttled/").headers["Retry-After"] == "17"
    assert client.get("/api/raise/database/").headers["Retry-After"] == "1"


def test_unknown_addresses_are_problems_whatever_the_method(client: Client) -> None:
    for method in ("get", "post", "put", "patch", "delete", "options"):
        response = getattr(client, method)("/api/v2/nothing/there/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
        assert response.headers["Content-Type"] == "application/problem+json"


def test_a_missing_last_slash_is_added_for_who_only_reads(client: Client) -> None:
    response = client.get("/api/v2/orders?limit=3")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v2/orders/?limit=3")
    assert client.post("/api/v2/orders").status_code == 404
    assert client.get("/api/v2/nothing").status_code == 404


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: Client) -> None:
    response = client.put("/api/echo/")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "POST, OPTIONS"


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("/api/raise/key/", {"Accept": "image/png"}),
        ("/api/raise/key/?format=xml", {}),
        ("/api/?format=", {"Accept": "a/b"}),
    ],
)
def test_an_unavailable_form_is_a_problem(client: Client, address: str, headers: dict[str, str]) -> None:
    response = client.get(address, headers=headers)
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/json; charset=utf-16"])
def test_an_unreadable_form_is_a_problem(client: Client, media_type: str) -> None:
    response = client.generic("POST", "/api/echo/", b"{}", content_type=media_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_over_the_limit_is_too_large(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = client.post("/api/echo/", {"text": "a" * 100}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("header", ["Token", "Token x", "Token vit_12345678_" + "a" * 43, "Bearer a b", "bearer é"])
def test_a_token_that_does_not_open_is_a_problem_that_says_how(client: Client, header: str) -> None:
    response = client.get("/api/v2/orders/", headers={"Authorization": header.encode().decode("latin-1")})
    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")
    assert response.headers["WWW-Authenticate"] == 'Token realm="vitrine"'


def test_strangers_are_told_how_to_become_known(client: Client) -> None:
    response = client.get("/api/v2/orders/")
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'Token realm="vitrine"'


def test_a_defect_outside_of_api_views_is_a_problem_too(client: Client) -> None:
    response = client.get("/api/plain/")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert b"4711" not in response.content


def test_a_wrong_host_is_a_problem(client: Client) -> None:
    response = client.get("/api/", headers={"Host": "evil.example"})
    assert (response.status_code, response.json()["code"]) == (400, "malformed_request")


def test_every_kind_is_described_at_its_address(client: Client) -> None:
    listed = client.get("/api/problems/").json()
    assert [kind["code"] for kind in listed] == list(KINDS)
    for kind in listed:
        assert client.get(kind["url"]).json() == kind
    assert client.get("/api/problems/nothing/").status_code == 404


def test_paths_of_errors() -> None:
    assert list(flatten({"a": [{}, {"b": [{"c": ["wrong"]}]}]})) == [(("a", 1, "b", 0, "c"), "invalid", "wrong")]
    assert next(flatten({"a": {0: ["wrong"]}}))[0] == ("a", 0)
    paths = [from_dotted(path) for path in ("", "sku", "lines.0.quantity", "0.a")]
    assert [as_field(path) for path in paths] == ["", "sku", "lines[0].quantity", "[0].a"]
    assert [fragment_to(path) for path in paths] == ["#", "#/sku", "#/lines/0/quantity", "#/0/a"]


def test_pointers_escape_what_pointers_and_addresses_use() -> None:
    assert pointer_to(("a/b", "c~d", 0, "%", "")) == "/a~1b/c~0d/0/%/"
    assert fragment_to(("a/b", "c~d", "%", "é", "a b")) == "#/a~1b/c~0d/%25/%C3%A9/a%20b"

"""What a request carried as a secret is repeated nowhere: not in a log line, an error page, the toolbar's record."""

import json
from typing import Any

import msgpack
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from apps.core.observability.own_secrets import current, mask_own_secrets, secrets_of

CANARY = "-".join(("quiet", "canary", "1887"))  # noqa: FLY002 # the report shows this very line
SECRET = f"{CANARY}-{CANARY}"


def fails(request: HttpRequest, key: str = "") -> HttpResponse:
    told = f"cannot charge with {request.POST.get('password')}"  # noqa: F841
    local = request.GET.get("api_key")
    raise ValueError(f"refused: {local} {request.headers.get('Authorization')}")


urlpatterns = [path("fails/", fails), path("fails/<key>/", fails), path("", include("config.urls"))]
pytestmark = pytest.mark.urls("tests.core.observability.test_own_secrets")


def sent(**parts: Any) -> HttpRequest:
    request = RequestFactory().post("/fails/", **parts)
    request.POST, request.GET  # noqa: B018 # somebody has read them
    return request


@pytest.mark.parametrize(
    "request_",
    [
        sent(data={"password": SECRET}),
        sent(query_params={"access_token": SECRET}),
        sent(headers={"Authorization": f"Token {SECRET}"}),
        sent(headers={"Cookie": f"sessionid={SECRET}"}),
        sent(data={"code": SECRET}),
        RequestFactory().get(f"/fails/{SECRET}/"),
    ],
    ids=["form", "query", "header", "cookie", "code", "address"],
)
def test_a_secret_is_known_by_where_it_stands_and_taken_out_of_every_text(request_: HttpRequest) -> None:
    token = current.set(request_)
    line = {"event": f"GET {request_.path}", "seen": [f"x{SECRET}x", {"y": SECRET}], "count": 3}
    try:
        assert mask_own_secrets(None, "", line) == line | {
            "event": f"GET {request_.path}".replace(SECRET, "***"),
            "seen": ["x***x", {"y": "***"}],
        }
    finally:
        current.reset(token)


@pytest.mark.parametrize(("form", "write"), [("json", json.dumps), ("vnd.msgpack", msgpack.packb)])
def test_a_body_is_read_when_somebody_else_has(form: str, write: Any) -> None:
    body = write({"payment": [{"card_number": CANARY, "note": "fine day"}]})
    request = RequestFactory().post("/fails/", body, content_type=f"application/{form}")
    assert secrets_of(request) == []
    assert request.body
    assert secrets_of(request) == [CANARY]


def test_words_that_are_no_secrets_stay() -> None:
    request = sent(
        data={"code": "orders", "name": "Ada Lovelace", "pin_token": "abc"}, query_params={"country": "France"}
    )
    assert secrets_of(request) == []


@pytest.fixture
def development(settings: Any) -> None:
    settings.DEBUG = True


def report(client: Client) -> str:
    answer = client.post(
        f"/fails/?api_key={CANARY}-q&card_number={CANARY}-n",
        {"password": f"{CANARY}&p", "login": "ada"},
        headers={"Authorization": f"Basic {CANARY}-h", "Cookie": f"sessionid={CANARY}-s; theme=dark"},
    )
    assert answer.status_code == 500
    return answer.content.decode()


def test_the_report_of_a_defect_in_development_shows_names_and_no_secrets(db: None, development: None) -> None:
    page = report(Client(raise_request_exception=False))
    assert "ValueError" in page
    assert "ada" in page
    assert CANARY not in page


def test_djangos_own_report_shows_them(db: None, development: None, settings: Any) -> None:
    """The negative control."""
    settings.DEFAULT_EXCEPTION_REPORTER = "django.views.debug.ExceptionReporter"
    assert report(Client(raise_request_exception=False)).count(CANARY) > 5

"""Which version answers, by whatever way it is asked for, and what the old one says about its end."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core.rest.deprecation import announce
from apps.core.rest.versions import versions
from tests import shop
from tests.calling import client_of

V1 = "application/json; version=1"
V2 = "application/json; version=2"
ENDS = {"Deprecation": "@1793491200", "Sunset": "Mon, 01 Nov 2027 00:00:00 GMT"}


@pytest.fixture
def auditor(people: dict[str, User]) -> Any:
    shop.orders(2)
    return client_of(people["auditor"])


def errors(response: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in response.json()["errors"]]


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/api/v1/orders/1001/", None),
        ("/api/orders/1001/?version=1", None),
        ("/api/orders/1001/", V1),
        ("/api/orders/1001/", f"{V2};q=0.5, {V1}"),
        ("/api/orders/1001/", f"text/x; version=9, {V1}, */*;q=0.1"),
        ("/api/orders/1001/?version=1", f"{V1}, */*"),
        ("/api/v1/orders/1001/?version=1", V1),
    ],
)
def test_every_way_to_ask_for_version_1_leads_to_the_same_answer(auditor: Any, address: str, accept: str) -> None:
    plain = auditor.get("/api/v1/orders/1001/")
    response = auditor.get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.content) == (200, plain.content)
    assert ENDS.items() <= dict(response.headers).items()


def test_version_2_is_asked_for_in_the_same_ways(auditor: Any) -> None:
    plain = auditor.get("/api/v2/orders/1001/")
    for response in (
        auditor.get("/api/orders/1001/?version=2"),
        auditor.get("/api/orders/1001/", headers={"Accept": V2}),
    ):
        assert (response.status_code, response.content) == (200, plain.content)
        assert "Deprecation" not in response.headers


def test_links_of_an_answer_name_the_version(auditor: Any) -> None:
    for version, size in (("1", "page_size"), ("2", "limit")):
        following = auditor.get(f"/api/orders/?version={version}&{size}=1").json()["next"]
        assert f"/api/v{version}/orders/?" in following
        assert len(auditor.get(following).json()["results"]) == 1
    assert "/api/v2/orders/1001/" in auditor.get("/api/orders/1001/?version=2").json()["url"]


def test_writing_needs_the_version_too(people: dict[str, User]) -> None:
    shop.customer("13085")
    support = client_of(people["support"])
    body = {"email": "anna@example.org"}
    refused = support.patch("/api/customers/13085/", body, format="json")
    assert (refused.status_code, errors(refused)) == (400, [("version", "version_missing")])
    assert support.post("/api/orders/?version=2", {}, format="json").status_code == 405


def test_who_asks_for_no_version_is_told_how(auditor: Any) -> None:
    for headers in ({}, {"Accept": "application/json"}, {"Accept": f"{V1.replace('1', '9')}, */*"}):
        response = auditor.get("/api/orders/", headers=headers)
        assert (response.status_code, errors(response)) == (400, [("version", "version_missing")])
        assert "`/api/v2/...`, `?version=2` or `Accept: application/json; version=2`" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "accept", "named"),
    [
        ("/api/v1/orders/?version=2", None, ["version"]),
        ("/api/v2/orders/?version=v2", None, ["version"]),
        ("/api/v1/orders/", V2, ["Accept"]),
        ("/api/v1/orders/?version=2", V2, ["version", "Accept"]),
        ("/api/orders/?version=1", V2, ["Accept"]),
        ("/api/v1/orders/?version=9", "application/json; version=9", ["version", "Accept"]),
    ],
)
def test_a_contradiction_is_refused_by_name(auditor: Any, address: str, accept: str, named: list[str]) -> None:
    response = auditor.get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, errors(response)) == (400, [(name, "version_contradiction") for name in named])
    assert ("Deprecation" in response.headers) == ("v2" not in address)  # who answers is not in doubt


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/api/orders/?version=3", None),
        ("/api/orders/?version=", None),
        ("/api/orders/", "application/json; version=0"),
    ],
)
def test_an_unknown_version_is_not_acceptable(auditor: Any, address: str, accept: str) -> None:
    response = auditor.get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.json()["code"]) == (406, "version_unknown")


def test_what_no_version_has_is_not_there(auditor: Any) -> None:
    for address in ("/api/nothing/", "/api/nothing/?version=1", "/api/payments/?version=1", "/api/v3/orders/"):
        assert (auditor.get(address).status_code, auditor.get(address).json()["code"]) == (404, "not_found"), address


def test_a_missing_last_slash_is_added_to_an_address_without_a_version(auditor: Any) -> None:
    response = auditor.get("/api/orders?version=1")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/orders/?version=1")


def every_kind_of_answer(auditor: Any) -> dict[str, Any]:
    """Answers of version 1, by what they are."""
    known = auditor.get("/api/v1/orders/")
    stranger = Client()
    return {
        "list": known,
        "details": auditor.get("/api/v1/orders/1001/"),
        "head": auditor.head("/api/v1/orders/"),
        "options": auditor.options("/api/v1/orders/"),
        "not modified": auditor.get("/api/v1/orders/", headers={"If-None-Match": known["ETag"]}),
        "index": stranger.get("/api/v1/"),
        "page": stranger.get("/api/v1/", headers={"Accept": "text/html"}),
        "document": stranger.get("/api/v1/schema/"),
        "documentation": stranger.get("/api/v1/docs/"),
        "redirect": auditor.get("/api/v1/orders"),
        "bad request": auditor.get("/api/v1/orders/?page=0"),
        "not authenticated": stranger.get("/api/v1/orders/"),
        "not found": auditor.get("/api/v1/orders/9/"),
        "no such address": auditor.get("/api/v1/nothing/"),
        "wrong method": auditor.delete("/api/v1/orders/1001/"),
        "not acceptable": auditor.get("/api/v1/orders/", headers={"Accept": "image/png"}),
        "wrong host": auditor.get("/api/v1/orders/", headers={"Host": "evil.example"}),
        "too large": auditor.post("/api/v1/orders/", CONTENT_LENGTH=str(10**12)),
        "by parameter": auditor.get("/api/orders/?version=1"),
        "by Accept, too large": auditor.post("/api/orders/", CONTENT_LENGTH=str(10**12), headers={"Accept": V1}),
    }


def test_every_answer_of_version_1_says_that_it_will_end_and_where_to_go(auditor: Any) -> None:
    statuses = set()
    for kind, response in every_kind_of_answer(auditor).items():
        assert ENDS.items() <= dict(response.headers).items(), kind
        assert response.headers["Link"] == (
            '</api/versions/>; rel="deprecation"; type="text/html",'
            ' </api/v2/>; rel="successor-version"; type="application/json"'
        ), kind
        statuses.add(response.status_code)
    assert statuses == {200, 301, 304, 400, 401, 404, 405, 406, 413}


def test_a_link_that_an_answer_has_already_stays() -> None:
    response = HttpResponse(headers={"Link": '</x>; rel="x"'})
    announce(versions()["v1"], response)
    assert [link.partition(">")[0] for link in response["Link"].split(", ")] == ["</x", "</api/versions/", "</api/v2/"]


def test_after_its_last_day_version_1_says_where_to_go_and_nothing_else(auditor: Any, settings: Any) -> None:
    settings.API_VERSIONS = settings.API_VERSIONS | {
        "v1": {"deprecated": date(2025, 1, 1), "sunset": date(2026, 1, 31)}
    }
    for address in ("orders/", "orders/1001/", "", "schema/", "docs/", "nothing/"):
        response = Client().get(f"/api/v1/{address}")
        document = response.json()
        assert (response.status_code, document["code"]) == (410, "version_ended")
        assert document["detail"] == (
            "Version 1 ended on 31 January 2026. Version 2 is at /api/v2/;"
            " /api/versions/ says what differs and how to move."
        )
        assert response.headers["Sunset"] == "Sat, 31 Jan 2026 00:00:00 GMT"
        assert 'rel="successor-version"' in response.headers["Link"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    for response in (auditor.get("/api/orders/?version=1"), auditor.post("/api/orders/", headers={"Accept": V1})):
        assert response.status_code == 410
    page = Client().get("/api/v1/docs/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "Version 1 ended on 31 January 2026." in page.content.decode()
    assert page.headers["Sunset"] == "Sat, 31 Jan 2026 00:00:00 GMT"
    assert auditor.get("/api/v2/orders/").status_code == 200


def test_the_last_day_begins_at_midnight_utc(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment, status in (
        (datetime(2027, 10, 31, 23, 59, 59, tzinfo=UTC), 200),
        (datetime(2027, 11, 1, tzinfo=UTC), 410),
    ):
        monkeypatch.setattr("apps.core.rest.versions.timezone.now", lambda moment=moment: moment)
        assert client.get("/api/v1/").status_code == status


def test_the_page_about_versions_is_there_for_everybody(db: None, client: Client) -> None:
    newest, old = client.get(reverse("api-versions")).json()
    assert (newest["version"], newest["sunset_at"], newest["differences"]) == ("2", None, [])
    assert (old["version"], old["deprecated_at"], old["sunset_at"]) == (
        "1",
        "2026-11-01T00:00:00+00:00",
        "2027-11-01T00:00:00+00:00",
    )
    assert {"where": "orders/", "before": "`order_no`", "after": "`number`", "move": "Rename."} in old["differences"]
    for link in (newest["url"], newest["docs"], old["url"], old["docs"]):
        assert client.get(link).status_code == 200


def test_where_the_api_begins_is_said_once(settings: Any) -> None:
    said = re.compile(r'= f?"/api/')
    places = [
        str(path.relative_to(settings.BASE_DIR))
        for path in sorted(settings.BASE_DIR.glob("apps/[!s]*/**/*.py"))
        if said.search(path.read_text())
    ]
    assert places == ["apps/core/rest/versions.py"]

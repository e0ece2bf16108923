"""/api/v2/me/tokens/"""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import ApiToken, User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import authenticate_token
from apps.core.models import AuditEntry
from tests.calling import client_of

TOKENS = "/api/v2/me/tokens/"
KEY = re.compile(r"vit_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")
ASKED = {"name": "till", "scopes": ["orders:read", "tokens:read"]}


@pytest.fixture
def customer(people: dict[str, User]) -> APIClient:
    return client_of(people["customer"])


def made(client: APIClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(TOKENS, ASKED | changes, format="json")
    assert answer.status_code == 201, answer.json()
    document: dict[str, Any] = answer.json()
    return document


def calling_with(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return client


def refusal(answer: Any) -> tuple[int, str, list[str]]:
    document = answer.json()
    return answer.status_code, document["code"], [error["field"] for error in document["errors"]]


def test_the_life_of_a_token(customer: APIClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        answer = customer.post(TOKENS, ASKED, format="json")
        first = answer.json()
        assert (answer.status_code, answer["Cache-Control"], answer["Location"]) == (201, "no-store", first["url"])
        assert calling_with(first["key"]).get(TOKENS).status_code == 200

        answer = customer.post(f"{first['url']}rotate/", {"overlap_seconds": 60, "reason": "monthly"}, format="json")
        second = answer.json()
        assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
        assert (second["name"], second["scopes"]) == (first["name"], first["scopes"])
        assert (second["replaces"], second["state"]) == (first["prefix"], "works")
        shown = customer.get(first["url"]).json()
        assert (shown["state"], shown["replaced_by"]) == ("replaced", second["prefix"])
        for key in (first["key"], second["key"]):
            assert calling_with(key).get(TOKENS).status_code == 200

        assert customer.delete(second["url"]).status_code == 204
        assert customer.delete(second["url"]).status_code == 204
        assert calling_with(second["key"]).get(TOKENS).status_code == 401
        assert customer.get(second["url"]).json()["state"] == "revoked"

    listed = customer.get(TOKENS)
    assert [row["prefix"] for row in listed.json()["results"]][:2] == [second["prefix"], first["prefix"]]
    secrets = [key.split("_", 2)[2] for key in (first["key"], second["key"])]
    kept = [*ApiToken.objects.values(), *AuditEntry.objects.values(), listed.content, caplog.text]
    kept += [vars(line) for line in caplog.records]
    assert not any(secret in str(one) for secret in secrets for one in kept)
    trail = AuditEntry.objects.filter(object_type="accounts.apitoken").order_by("id")
    assert [entry.action.partition(".")[2] for entry in trail][-4:] == [
        "token_issued", "token_issued", "token_rotated", "token_revoked",
    ]  # fmt: skip


def test_the_answer_documents_itself(customer: APIClient) -> None:
    issued = made(customer)
    assert KEY.fullmatch(issued.pop("key"))
    end = datetime.fromisoformat(issued.pop("expires_at"))
    assert timedelta(days=89) < end - timezone.now() <= timedelta(days=90)
    assert issued.pop("created_at")
    prefix = ApiToken.objects.get(name="till").prefix
    assert issued == {
        "url": f"http://testserver{TOKENS}{prefix}/",
        "prefix": prefix,
        "name": "till",
        "scopes": ["orders:read", "tokens:read"],
        "state": "works",
        "revoked_at": None,
        "last_used_at": None,
        "replaces": None,
        "replaced_by": None,
        "made_with": ApiToken.objects.get(name="test").prefix,
    }
    assert customer.get(issued["url"]).json().keys() == issued.keys() | {"expires_at", "created_at"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["orders:delete"]}, "scopes[0]"),
        ({"scopes": "orders:read"}, "scopes"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"expires_at": "2011-12-09T12:50:00Z"}, "expires_at"),
    ],
)
def test_what_cannot_be_taken_is_named_and_makes_nothing(
    customer: APIClient, changes: dict[str, Any], field: str
) -> None:
    answer = customer.post(TOKENS, ASKED | changes, format="json")
    assert (answer.status_code, refusal(answer)[2]) == (400, [field])
    assert ApiToken.objects.count() == 1


def test_a_token_makes_none_that_opens_more_or_lives_longer(people: dict[str, User]) -> None:
    narrow = client_of(people["customer"], ["tokens:write", "orders:read"])
    end = timezone.now() + timedelta(days=10)
    ApiToken.objects.update(expires_at=end)
    for changes, field in (
        ({"scopes": ["orders:read", "payments:read"]}, "scopes"),
        ({"scopes": ["orders:read"], "expires_at": None}, "expires_at"),
        ({"scopes": ["orders:read"], "expires_at": (end + timedelta(seconds=1)).isoformat()}, "expires_at"),
    ):
        answer = narrow.post(TOKENS, ASKED | changes, format="json")
        assert refusal(answer) == (403, "beyond_own_key", [field])
    assert ApiToken.objects.count() == 1
    issued = made(narrow, scopes=["orders:read"])
    assert datetime.fromisoformat(issued["expires_at"]) == end


def test_a_token_rotates_no_other_that_opens_more(people: dict[str, User]) -> None:
    client_of(people["customer"])
    wide = ApiToken.objects.get()
    narrow = client_of(people["customer"], ["tokens:write", "orders:read"])
    answer = narrow.post(f"{TOKENS}{wide.prefix}/rotate/", {}, format="json")
    assert refusal(answer) == (403, "beyond_own_key", ["scopes"])
    wide.refresh_from_db()
    assert (wide.revoked_at, ApiToken.objects.count()) == (None, 2)


def test_a_token_may_replace_itself_and_dies_of_it(people: dict[str, User], customer: APIClient) -> None:
    own = ApiToken.objects.get()
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    end = ApiToken.objects.get().expires_at
    key = customer.post(f"{TOKENS}{own.prefix}/rotate/", {}, format="json").json()["key"]
    assert customer.get(TOKENS).status_code == 401
    assert calling_with(key).get("/api/v2/me/").json()["token"]["scopes"] == list(SCOPES)
    assert authenticate_token(raw=key).expires_at == end  # type: ignore[union-attr]


@pytest.mark.parametrize("overlap", [-1, 86401, "long"])
def test_an_overlap_is_at_most_a_day(customer: APIClient, overlap: Any) -> None:
    own = ApiToken.objects.get()
    answer = customer.post(f"{TOKENS}{own.prefix}/rotate/", {"overlap_seconds": overlap}, format="json")
    assert refusal(answer) == (400, "validation_failed", ["overlap_seconds"])
    assert customer.get(TOKENS).status_code == 200


def test_a_key_is_rotated_once_and_never_after_its_end(customer: APIClient) -> None:
    first = made(customer)
    second = customer.post(f"{first['url']}rotate/", {"overlap_seconds": 60}, format="json").json()
    assert refusal(customer.post(f"{first['url']}rotate/", {}, format="json")) == (409, "key_replaced", [])
    customer.delete(second["url"])
    assert refusal(customer.post(f"{second['url']}rotate/", {}, format="json")) == (409, "key_ended", [])
    assert ApiToken.objects.count() == 3


def test_keys_of_others_are_not_there_for_whoever_asks(people: dict[str, User]) -> None:
    theirs = made(client_of(people["support"]))
    trail = AuditEntry.objects.count()
    for role in ("owner", "auditor", "customer"):
        client = client_of(people[role])
        assert theirs["prefix"] not in client.get(TOKENS).content.decode()
        for answer in (
            client.get(theirs["url"]),
            client.delete(theirs["url"]),
            client.post(f"{theirs['url']}rotate/", {}, format="json"),
        ):
            assert answer.status_code == 404
    assert calling_with(theirs["key"]).get(TOKENS).status_code == 200
    assert AuditEntry.objects.count() == trail + 3  # the three keys of this test


def test_strangers_and_tokens_for_other_things_manage_no_keys(people: dict[str, User]) -> None:
    for client, status in (
        (client_of(None), 401),
        (client_of(people["owner"], [scope for scope in SCOPES if scope != "tokens:write"]), 403),
    ):
        count = ApiToken.objects.count()
        own = f"{TOKENS}vit_00000000/"
        answers = [client.post(TOKENS, ASKED, format="json"), client.post(f"{own}rotate/", {}, format="json")]
        answers += [client.delete(own)]
        assert {answer.status_code for answer in answers} == {status}
        assert ApiToken.objects.count() == count


def test_a_session_makes_any_key_of_its_person_and_needs_the_csrf_token(people: dict[str, User]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["customer"])
    sent = ASKED | {"scopes": list(SCOPES), "expires_at": None}
    refused = browser.post(TOKENS, sent, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    browser.get("/admin/login/")
    token = browser.cookies["csrftoken"].value
    answer = browser.post(TOKENS, sent, content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 201
    assert (answer.json()["made_with"], answer.json()["expires_at"]) == (None, None)

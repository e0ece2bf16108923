"""Beyond the limit of guesses the form comes again with 429 and says when to try, the same for known and unknown."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.core.errors import TooOften
from apps.core.models import AuditEntry
from tests.accounts.web.test_sign_in import sign_in
from tests.conftest import PASSWORD


def door(request: HttpRequest) -> HttpResponse:
    raise TooOften("Nobody is that quick.", wait=61)


class ApiDoor(APIView):
    permission_classes = (AllowAny,)
    versioning_class = None

    def get(self, request: Request) -> Response:
        raise TooOften("Nobody is that quick.", wait=61)


urlpatterns = [path("door/", door), path("api/v2/door/", ApiDoor.as_view()), path("", include("config.urls"))]


def refused(client: Client, email: str) -> tuple[Any, str]:
    """The sixth try's answer, and its page without what differs between any two."""
    for _ in range(5):
        assert sign_in(client, email, "wrong").status_code == 200
    answer = sign_in(client, email, next="/admin/accounts/user/")
    text = answer.content.decode().replace(email, "ADDRESS")
    for part in (answer.headers["X-Request-ID"], str(answer.context["csrf_token"])):
        text = text.replace(part, "")
    return answer, re.sub(r"\d\d:\d\d UTC", "TIME", text)


def test_the_sixth_try_is_not_looked_at_and_says_when_to_come_again(client: Client, people: dict[str, User]) -> None:
    answer, page = refused(client, "owner@vitrine.example")
    assert answer.status_code == 429
    assert 180 < int(answer.headers["Retry-After"]) <= 240
    assert "There were too many wrong tries for this account. Try again after" in page
    assert "TIME</strong>, in 4 minutes" in page
    assert 'value="ADDRESS"' in page
    assert 'value="/admin/accounts/user/"' in page
    assert PASSWORD not in page
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(action="accounts.sign_in_failed").count() == 5


def test_known_and_unknown_accounts_are_refused_alike(client: Client, people: dict[str, User]) -> None:
    (known, page), (unknown, other) = (refused(Client(), f"{name}@vitrine.example") for name in ("owner", "nobody"))
    assert known.status_code == unknown.status_code == 429
    assert page == other


def test_another_account_is_not_concerned(client: Client, people: dict[str, User]) -> None:
    refused(client, "owner@vitrine.example")
    assert sign_in(client, "support@vitrine.example").status_code == 302


@pytest.mark.urls("tests.accounts.web.test_limited")
def test_a_door_without_a_form_of_its_own_shows_a_page(client: Client) -> None:
    answer = client.post("/door/?next=/admin/")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "61")
    assert "Nobody is that quick." in page
    assert "in 2 minutes" in page
    assert 'href="/door/?next=%2Fadmin%2F"' in page
    assert answer.headers["X-Request-ID"] in page


@pytest.mark.urls("tests.accounts.web.test_limited")
def test_programs_get_a_problem(client: Client) -> None:
    answer = client.get("/api/v2/door/")
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "throttled", "61")
    assert answer.json()["detail"] == "Nobody is that quick."

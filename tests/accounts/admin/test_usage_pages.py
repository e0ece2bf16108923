"""The page that says who still calls which version."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.admin import usage_pages
from apps.accounts.models import ApiToken, User
from apps.core.rest.usage import Calls
from tests.calling import client_of, sign_in

ADDRESS = "/admin/accounts/apitoken/calls/"


@pytest.fixture
def auditor(people: dict[str, User], client: Client) -> Client:
    sign_in(client, people["auditor"])
    return client


def give(monkeypatch: pytest.MonkeyPatch, calls: Any) -> None:
    monkeypatch.setattr(usage_pages.usage, "read", lambda days: calls)


def test_callers_stand_by_how_much_they_call_the_old_version(
    auditor: Client, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client_of(people["support"])
    token = ApiToken.objects.get(user=people["support"])
    today = timezone.now().date()
    give(
        monkeypatch,
        [
            Calls(today, "v2", "nobody", 5000),
            Calls(today - timedelta(3), "v1", f"token:{token.pk}", 1200),
            Calls(today, "v2", f"token:{token.pk}", 7),
            Calls(today, "v1", f"person:{people['manager'].pk}", 2),
            Calls(today, "v1", "token:0", 1),
        ],
    )
    response = auditor.get(ADDRESS)
    found = [(str(one.name), str(one.person), one.counts, one.last) for one in response.context["callers"]]
    assert [counts for _, _, counts, _ in found] == [[1200, 7], [2, 0], [1, 0], [0, 5000]]
    assert [last for *_, last in found] == [today - timedelta(3), today, today, None]
    assert f"/admin/accounts/apitoken/{token.pk}/change/" in found[0][0]
    assert f"/admin/accounts/user/{people['support'].pk}/change/" in found[0][1]
    assert (found[1][0], found[2][0], found[3][0]) == ("In a browser", "A key that is gone", "Nobody known")
    text = response.content.decode()
    assert "3 callers used it in the last 30 days" in text
    assert "ends on 1 November 2027" in text
    assert f"{today - timedelta(3):%Y-%m-%d}" in text  # the table behind the chart


def test_an_empty_page_says_what_appears_there(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, [])
    text = auditor.get(ADDRESS).content.decode()
    assert "Nobody has called the API in the last 30 days" in text
    assert '<svg class="plot"' not in text


def test_while_valkey_is_away_the_page_says_so(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, None)
    response = auditor.get(ADDRESS)
    assert response.status_code == 200
    assert "does not answer just now" in response.content.decode()

"""Signing in by e-mail and password, and out again: one door for everybody, the admin's included."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.core.models import AuditEntry
from tests.conftest import PASSWORD

SHOWCASE = apps.is_installed("apps.showcase")
WRONG = "This address and this password do not belong together."


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def entries(action: str) -> list[tuple[Any, ...]]:
    found = AuditEntry.objects.filter(action=f"accounts.{action}").order_by("id")
    return list(found.values_list("actor_id", "object_id", "after"))


def test_people_sign_in_and_go_where_they_wanted(client: Client, people: dict[str, User]) -> None:
    owner = people["owner"]
    answer = sign_in(client, "Owner@Vitrine.example", next="/admin/accounts/user/")
    assert (answer.status_code, answer.url) == (302, "/admin/accounts/user/")
    assert client.get("/admin/").status_code == 200
    assert entries("signed_in") == [(owner.pk, str(owner.pk), {"by": ["password"]})]
    assert UserSession.objects.get().session_key == client.session.session_key
    owner.refresh_from_db()
    assert owner.last_login > timezone.now() - timedelta(minutes=1)


def test_without_a_wish_staff_go_to_work_and_customers_to_the_first_page(people: dict[str, User]) -> None:
    assert sign_in(Client(), "support@vitrine.example").url == "/admin/"
    assert sign_in(Client(), "customer@vitrine.example").url == "/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_on_stays_on_this_site(client: Client, people: dict[str, User], target: str) -> None:
    assert sign_in(client, "owner@vitrine.example", next=target).url == "/admin/"


def test_known_unknown_and_closed_accounts_get_the_same_page(client: Client, people: dict[str, User]) -> None:
    User.objects.filter(pk=people["support"].pk).update(is_active=False)
    tries = [("owner@", "wrong"), ("nobody@", "wrong"), ("support@", PASSWORD)]
    pages = {body(sign_in(client, f"{name}vitrine.example", word), name) for name, word in tries}
    assert len(pages) == 1
    assert WRONG in pages.pop()
    assert "_auth_user_id" not in client.session


def body(answer: Any, name: str) -> str:
    """The page without what differs between any two: the address that was typed, tokens, the request's id."""
    assert answer.status_code == 200
    text = answer.content.decode().replace(f"{name}vitrine.example", "ADDRESS")
    for part in (answer.headers["X-Request-ID"], answer.context["csrf_token"]):
        text = text.replace(str(part), "")
    return text


def test_a_failed_sign_in_names_the_account_but_nothing_that_was_typed(client: Client, people: dict[str, User]) -> None:
    sign_in(client, "owner@vitrine.example", "canary")
    sign_in(client, "canary@vitrine.example", "canary")
    assert entries("sign_in_failed") == [
        (None, str(people["owner"].pk), {"step": "password"}),
        (None, "", {"step": "password"}),
    ]
    assert "canary" not in str(list(AuditEntry.objects.values()))


def planted(client: Client) -> Client:
    """Whoever gave the browser its session before somebody signs in with it."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    attacker = Client()
    attacker.cookies["sessionid"] = session.session_key
    return attacker


def test_a_session_known_before_is_not_the_one_that_is_signed_in(client: Client, people: dict[str, User]) -> None:
    attacker = planted(client)
    sign_in(client, "owner@vitrine.example")
    assert client.get("/api/v2/me/").status_code == 200
    assert attacker.get("/api/v2/me/").status_code == 401


def test_without_a_new_key_it_would_be(
    client: Client, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "cycle_key", lambda session: None)
    attacker = planted(client)
    sign_in(client, "owner@vitrine.example")
    assert attacker.get("/api/v2/me/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(client: Client, people: dict[str, User]) -> None:
    sign_in(client, "owner@vitrine.example")
    kept = client.cookies["sessionid"].value
    client.post("/sign-out/")
    client.cookies["sessionid"] = kept
    assert client.get("/api/v2/me/").status_code == 401
    assert UserSession.objects.count() == 0
    assert entries("signed_out") == [(people["owner"].pk, str(people["owner"].pk), None)]


def test_whoever_is_signed_in_goes_on(client: Client, people: dict[str, User]) -> None:
    client.force_login(people["owner"])
    assert client.get("/sign-in/?next=/ops/config/").url == "/ops/config/"


def test_the_page_points_to_the_map_in_development_alone(client: Client, db: None, settings: Any) -> None:
    hint = "signs you in as any role"
    assert hint not in client.get("/sign-in/").content.decode()
    settings.DEBUG = True
    assert (hint in client.get("/sign-in/").content.decode()) == SHOWCASE

"""Signing in by one click, in development alone."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User


@pytest.fixture
def development(settings: Any, people: dict[str, User]) -> None:
    settings.DEBUG = True


def test_one_click_signs_in_and_goes_on(client: Client, development: None, people: dict[str, User]) -> None:
    response = client.post("/sign-in-as/support/", {"next": "/api/v2/me/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/api/v2/me/")
    assert client.get("/api/v2/me/").json()["email"] == "support@vitrine.example"


def test_the_session_is_a_new_one(client: Client, development: None) -> None:
    client.post("/sign-in-as/support/")
    first = client.session.session_key
    client.post("/sign-in-as/owner/")
    assert client.session.session_key not in (None, first)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_the_way_on_stays_on_this_site(client: Client, development: None, target: str) -> None:
    assert client.post("/sign-in-as/support/", {"next": target}).headers["Location"] == "/"
    assert client.post("/sign-out/", {"next": target}).headers["Location"] == "/"


def test_a_foreign_form_is_refused(development: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in-as/owner/").status_code == 403
    assert client.post("/sign-out/").status_code == 403
    assert "_auth_user_id" not in client.session


def test_reading_does_not_sign_in(client: Client, development: None) -> None:
    assert client.get("/sign-in-as/owner/").status_code == 405
    assert client.get("/sign-out/").status_code == 405


@pytest.mark.parametrize("key", ["nobody", "customer-2"])
def test_who_does_not_exist_is_not_found(client: Client, development: None, key: str) -> None:
    assert client.post(f"/sign-in-as/{key}/").status_code == 404


def test_somebody_inactive_is_not_found(client: Client, development: None) -> None:
    User.objects.update(is_active=False)
    assert client.post("/sign-in-as/owner/").status_code == 404


def test_in_production_there_is_no_such_page(client: Client, people: dict[str, User]) -> None:
    assert client.post("/sign-in-as/owner/").status_code == 404
    assert client.get("/sign-in-as/owner/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_signing_out_ends_the_session(client: Client, development: None) -> None:
    client.post("/sign-in-as/owner/")
    client.post("/sign-out/")
    assert client.get("/api/v2/me/").status_code == 401

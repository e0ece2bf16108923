"""A session gets a new key when its person's grants change."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as values
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.roles import give_role, take_role
from apps.accounts.services.sessions import begin_session, rotate_session

ME = "/api/v2/me/"
OURS = "apps.accounts.web.middleware.SessionUserMiddleware"
DJANGOS = "django.contrib.auth.middleware.AuthenticationMiddleware"


def key_of(client: Client) -> str:
    return client.cookies[values.SESSION_COOKIE_NAME].value


@pytest.fixture
def browser(people: dict[str, User]) -> Client:
    browser = Client()
    browser.force_login(people["support"])
    begin_session(
        user=people["support"], session_key=key_of(browser), methods=["password"], ip="127.0.0.1", user_agent=""
    )
    assert browser.get(ME).status_code == 200
    return browser


def change_grants(user: User) -> None:
    give_role(user=user, role="warehouse", by=None, reason="helps out")
    take_role(user=user, role="support", by=None, reason="and moves")


def test_the_key_changes_with_the_grants_and_the_old_one_is_dead(people: dict[str, User], browser: Client) -> None:
    stolen = Client()
    stolen.cookies[values.SESSION_COOKIE_NAME] = before = key_of(browser)
    change_grants(people["support"])
    assert browser.get(ME).json()["roles"][0]["slug"] == "warehouse"
    assert key_of(browser) != before
    assert stolen.get(ME).status_code == 401
    assert UserSession.objects.get(user=people["support"]).session_key == key_of(browser)
    after = key_of(browser)
    assert browser.get(ME).status_code == 200
    assert key_of(browser) == after


def test_the_key_stays_while_nothing_changes(people: dict[str, User], browser: Client) -> None:
    before = key_of(browser)
    give_role(user=people["owner"], role="warehouse", by=None, reason="somebody else's")
    assert browser.get(ME).status_code == 200
    assert key_of(browser) == before


def test_djangos_own_middleware_would_keep_the_key(people: dict[str, User], settings: object) -> None:
    settings.MIDDLEWARE = [DJANGOS if one == OURS else one for one in values.MIDDLEWARE]  # type: ignore[attr-defined]
    browser = Client()
    browser.force_login(people["support"])
    before = key_of(browser)
    change_grants(people["support"])
    assert browser.get(ME).status_code == 200
    assert key_of(browser) == before


def test_of_two_requests_with_the_old_key_one_makes_the_new(people: dict[str, User], browser: Client) -> None:
    change_grants(people["support"])
    user = User.objects.get(pk=people["support"].pk)
    first, second = SessionStore(key_of(browser)), SessionStore(key_of(browser))
    for session in (first, second):
        assert session.get("permissions_version") is not None  # read before either is rotated
        assert not session.modified
    for session in (first, second):
        rotate_session(session=session, user=user)
    assert (first.modified, second.modified) == (True, False)
    assert Session.objects.count() == 1

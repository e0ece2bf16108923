"""Closing accounts and opening them again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import ApiToken, Role, RoleAssignment, User
from apps.accounts.services.people import create_person, disable_person, enable_person
from apps.core.errors import Conflict, NotAllowed
from apps.core.models import AuditEntry
from tests.accounts.services.test_permission_sets import versions_not_renewed
from tests.calling import client_of

ME = "/api/v2/me/"


@pytest.fixture
def browser(people: dict[str, User]) -> Client:
    """Support, signed in."""
    browser = Client()
    browser.force_login(people["support"])
    assert browser.get(ME).status_code == 200
    return browser


def test_a_closed_account_has_no_session_no_token_and_no_permission(people: dict[str, User], browser: Client) -> None:
    program = client_of(people["support"])
    assert program.get(ME).status_code == 200
    closed = disable_person(user=people["support"], by=people["owner"], reason="left the shop")
    assert not closed.is_active
    assert [client.get(ME).status_code for client in (browser, program)] == [401, 401]
    assert User.objects.acting().get(pk=closed.pk).get_all_permissions() == set()
    entry = AuditEntry.objects.get(action="accounts.person_disabled")
    assert (entry.actor_id, entry.before, entry.after, entry.reason) == (
        people["owner"].pk,
        {"is_active": True},
        {"is_active": False},
        "left the shop",
    )
    assert AuditEntry.objects.filter(action="accounts.token_revoked", reason="left the shop").count() == 1


def test_what_ended_stays_ended_when_the_account_is_opened_again(people: dict[str, User], browser: Client) -> None:
    program = client_of(people["support"])
    disable_person(user=people["support"], by=people["owner"], reason="away")
    opened = enable_person(user=people["support"], by=people["owner"], reason="back")
    assert [client.get(ME).status_code for client in (browser, program)] == [401, 401]
    assert not ApiToken.objects.filter(user=opened, revoked_at=None).exists()
    assert User.objects.acting().get(pk=opened.pk).has_perm("orders.view_order")
    again = Client()
    again.force_login(opened)
    assert again.get(ME).status_code == 200
    assert AuditEntry.objects.get(action="accounts.person_enabled").reason == "back"


def test_without_the_trigger_an_old_session_would_come_back(people: dict[str, User], browser: Client) -> None:
    with versions_not_renewed():
        disable_person(user=people["support"], by=people["owner"], reason="away")
        enable_person(user=people["support"], by=people["owner"], reason="back")
    assert browser.get(ME).status_code == 200


def test_whatever_closes_an_account_ends_its_sessions(people: dict[str, User], browser: Client) -> None:
    with connection.cursor() as cursor:
        for active in (False, True):
            cursor.execute("UPDATE accounts_user SET is_active = %s WHERE id = %s", [active, people["support"].pk])
    assert browser.get(ME).status_code == 401


def test_closing_and_opening_twice_changes_nothing(people: dict[str, User]) -> None:
    for change in (disable_person, disable_person, enable_person, enable_person):
        change(user=people["support"], by=people["owner"], reason="twice")
    assert AuditEntry.objects.filter(reason="twice", action__startswith="accounts.person_").count() == 2


def test_the_last_owner_and_ones_own_account_stay_open(people: dict[str, User]) -> None:
    owner = people["owner"]
    with pytest.raises(Conflict) as own:
        disable_person(user=owner, by=owner, reason="me")
    with pytest.raises(Conflict) as last:
        disable_person(user=owner, by=None, reason="the last")
    assert (own.value.code, last.value.code) == ("own_account", "last_owner")
    assert User.objects.get(pk=owner.pk).is_active
    create_person(email="second@vitrine.example", password=None, role="owner", by=None, reason="deputy")
    assert not disable_person(user=owner, by=None, reason="not the last").is_active


@pytest.mark.parametrize("change", [disable_person, enable_person])
def test_who_may_not_change_people_closes_and_opens_none(people: dict[str, User], change: Callable[..., User]) -> None:
    User.objects.filter(pk=people["customer"].pk).update(is_active=change is disable_person)
    trail = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        change(user=people["customer"], by=people["manager"], reason="no")
    assert User.objects.get(pk=people["customer"].pk).is_active is (change is disable_person)
    assert AuditEntry.objects.count() == trail


def test_nobody_opens_an_account_that_may_do_more_than_they(people: dict[str, User]) -> None:
    desk = create_person(email="desk@vitrine.example", password=None, role="support", by=None, reason="for a test")
    role = Role.objects.create(slug="desk", name="Desk")
    role.permissions.set(Permission.objects.filter(codename="change_user"))
    RoleAssignment.objects.create(user=desk, role=role, reason="for a test")
    User.objects.filter(role_assignments__role__slug__in=["support", "manager"]).exclude(pk=desk.pk).update(
        is_active=False
    )
    with pytest.raises(NotAllowed):
        enable_person(user=people["manager"], by=desk, reason="up")
    assert not User.objects.get(pk=people["manager"].pk).is_active
    assert enable_person(user=people["support"], by=desk, reason="back").is_active


@pytest.mark.parametrize(("slug", "begins"), [("manager", timedelta(days=1)), ("desk", timedelta(0))])
def test_nobody_opens_an_account_that_will_do_more_than_they(
    people: dict[str, User], slug: str, begins: timedelta
) -> None:
    """Because a role begins later, or is held for longer than by who opens it."""
    now = timezone.now()
    desk = Role.objects.create(slug="desk", name="Desk")
    desk.permissions.set(Permission.objects.filter(codename="change_user"))
    opener, away = (User.objects.create_user(f"{name}@vitrine.example") for name in ("opener", "away"))
    RoleAssignment.objects.create(user=opener, role=desk, reason="for a test", expires_at=now + timedelta(days=9))
    held = RoleAssignment.objects.create(
        user=away, role=Role.objects.get(slug=slug), reason="for a test", starts_at=now + begins
    )
    disable_person(user=away, by=None, reason="away")
    with pytest.raises(NotAllowed):
        enable_person(user=away, by=opener, reason="back")
    held.starts_at, held.expires_at = now - timedelta(days=2), now - timedelta(days=1)
    held.save()
    assert enable_person(user=away, by=opener, reason="back").is_active


def test_nothing_is_left_in_the_list_of_sessions(people: dict[str, User], client: Client) -> None:
    from apps.accounts.services.sessions import begin_session

    client.force_login(people["support"])
    key = client.session.session_key
    begin_session(user=people["support"], session_key=key, methods=["password"], ip="127.0.0.1", user_agent="")
    disable_person(user=people["support"], by=None, reason="left")
    assert not Session.objects.filter(session_key=key).exists()

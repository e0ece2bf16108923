"""People in the admin: invited, closed, opened, listed with their roles."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from apps.accounts.events import PersonInvited
from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.accounts.services.roles import give_role, take_role
from apps.core.models import AuditEntry, OutboxEvent
from apps.notifications.handlers import mail_invitation
from apps.notifications.models import Notification
from apps.notifications.services import send_due_mails
from tests.core.backoffice.visiting import address, signed_in_as

pytestmark = pytest.mark.django_db
BOB = {"email": "bob@Vitrine.example", "name": "Bob", "role": "support", "reason": "joins the desk"}
LIST = "/admin/accounts/user/"


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in_as("owner")


def invite(client: Client, **values: str) -> Any:
    return client.post(address(User, "add"), BOB | values)


def person(email: str = "bob@vitrine.example") -> User:
    return User.objects.get(email=email)


def test_an_invitation_makes_a_person_with_a_role_and_a_link_that_sets_the_password(
    owner: Client, mailoutbox: list[EmailMessage]
) -> None:
    answer = invite(owner)
    bob = person()
    assert answer.url == address(User, "change", bob.pk)
    assert (bob.name, bob.has_usable_password(), bob.has_perm("orders.view_customer")) == ("Bob", False, True)
    grant = bob.role_assignments.get()
    assert (grant.given_by, grant.reason) == (owner.user, "joins the desk")
    assert AuditEntry.objects.get(action="accounts.person_invited").actor == owner.user
    mail_invitation(PersonInvited(**OutboxEvent.objects.get(name="accounts.PersonInvited").payload))
    send_due_mails()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["bob@vitrine.example"], "You are invited to Vitrine")
    link, key = re.search(r"http://localhost:\d+(/password/new/\?key=(\S+))", str(mail.body)).groups()
    stored = json.dumps(
        [list(model.objects.values()) for model in (OutboxEvent, Notification, AuditEntry)], default=str
    )
    assert key.partition("-")[2] not in stored
    stranger = Client()
    assert stranger.get(link).status_code == 200
    new = "a long and quiet walk"
    assert stranger.post("/password/new/", {"key": key, "password": new, "password_again": new}).status_code == 302
    assert person().check_password(new)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"email": "OWNER@vitrine.example"}, "email", "signs in with this address already"),
        ({"email": "no address"}, "email", ""),
        ({"reason": ""}, "reason", "required"),
        ({"role": "emperor"}, "role", "valid choice"),
        ({"name": ""}, "name", "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nobody_is_made(
    owner: Client, values: dict[str, str], field: str, words: str
) -> None:
    before = User.objects.count(), AuditEntry.objects.count(), OutboxEvent.objects.count()
    form = invite(owner, **values).context["form"]
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])
    assert (User.objects.count(), AuditEntry.objects.count(), OutboxEvent.objects.count()) == before


@pytest.mark.parametrize("role", ["manager", "auditor", "support"])
def test_nobody_but_an_owner_invites_closes_or_opens(role: str) -> None:
    visitor = signed_in_as(role)
    other = create_person(email="other@vitrine.example", password=None, role="customer", by=None, reason="for a test")
    assert invite(visitor).status_code == 403
    for act in ("close", "open"):
        sent = visitor.post(f"{LIST}{other.pk}/{act}/", {"reason": "why", "_form_submitted": "on"})
        assert sent.status_code == 403
    assert not User.objects.filter(email="bob@vitrine.example").exists()
    other.refresh_from_db()
    assert other.is_active


def test_an_account_is_closed_and_opened_with_a_reason(owner: Client) -> None:
    invite(owner)
    bob = person()
    page = address(User, "change", bob.pk)
    inside = Client()
    inside.force_login(bob)
    for act, other, is_active, action in (
        ("close", "open", False, "person_disabled"),
        ("open", "close", True, "person_enabled"),
    ):
        html = owner.get(page).content.decode()
        assert f"/{bob.pk}/{act}/" in html
        assert f"/{bob.pk}/{other}/" not in html
        sent = owner.post(f"{LIST}{bob.pk}/{act}/", {"reason": "leave", "_form_submitted": "on"})
        assert sent["HX-Redirect"] == page
        assert person().is_active is is_active
        assert AuditEntry.objects.get(action=f"accounts.{action}").reason == "leave"
        assert inside.get(LIST).status_code == 302


def test_ones_own_account_is_closed_by_somebody_else(owner: Client) -> None:
    owner.post(f"{LIST}{owner.user.pk}/close/", {"reason": "bye", "_form_submitted": "on"})
    assert "Somebody else has to close your account." in owner.get(LIST).content.decode()
    assert person("owner@vitrine.example").is_active


def test_the_list_says_which_roles_count_now_and_whether_accounts_are_open(owner: Client) -> None:
    invite(owner)
    bob = person()
    give_role(user=bob, role="warehouse", by=None, reason="too")
    give_role(user=bob, role="manager", by=None, reason="later", starts_at=timezone.now() + timedelta(days=1))
    (row,) = owner.get(LIST, {"q": "bob@vitrine.example"}).context["cl"].result_list
    assert row.role_names == ["Support", "Warehouse"]
    take_role(user=bob, role="support", by=None, reason="left")
    assert "Warehouse" in owner.get(f"{LIST}csv/").getvalue().decode()
    closed = owner.get(LIST, {"is_active__exact": "0"}).context["cl"].result_list
    assert list(closed) == []

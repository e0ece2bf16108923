"""A forgotten password: the same answer for everybody, a link that lies nowhere, one new password."""

import json
import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts.events import PasswordResetAsked
from apps.accounts.models import User
from apps.accounts.services.new_passwords import reset_key
from apps.core.models import AuditEntry, OutboxEvent
from apps.notifications.handlers import mail_password_link
from apps.notifications.models import Notification
from apps.notifications.services import send_due_mails
from tests.accounts.web.test_security import NEW, inside
from tests.accounts.web.test_security import signed_in as signed_in_client
from tests.accounts.web.test_sign_in import body, entries, sign_in
from tests.conftest import PASSWORD


@pytest.fixture
def support(people: dict[str, User]) -> User:
    return people["support"]


def ask(client: Client, email: str) -> Any:
    return client.post("/password/forgotten/", {"email": email})


def handled() -> None:
    for event in OutboxEvent.objects.filter(name="accounts.PasswordResetAsked"):
        mail_password_link(PasswordResetAsked(**event.payload))


def test_every_address_gets_the_same_answer(client: Client, support: User) -> None:
    User.objects.filter(email="auditor@vitrine.example").update(is_active=False)
    names = ["support@", "nobody@", "auditor@"]
    answers = [ask(client, f"{name}vitrine.example") for name in names]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, "/password/forgotten/sent/")}
    assert len({body(client.get(answer.url), "") for answer in answers}) == 1
    assert [event.payload["user_id"] for event in OutboxEvent.objects.order_by("id")] == [support.pk, None, None]


def test_the_work_is_the_same_for_every_address(client: Client, support: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        ask(client, "support@vitrine.example")
    with django_assert_num_queries(5):
        ask(client, "nobody@vitrine.example")


def test_the_link_is_made_when_the_mail_is_sent_and_lies_nowhere_else(
    client: Client, support: User, mailoutbox: list[EmailMessage], caplog: pytest.LogCaptureFixture
) -> None:
    ask(client, "Support@Vitrine.example")
    ask(client, "nobody@vitrine.example")
    handled()
    send_due_mails()
    [mail] = mailoutbox
    assert mail.to == ["support@vitrine.example"]
    link, key = re.search(r"http://localhost:\d+(/password/new/\?key=(\S+))", str(mail.body)).groups()
    rows = [OutboxEvent, Notification, AuditEntry]
    stored = json.dumps([list(model.objects.values()) for model in rows], default=str)
    assert client.get(link).status_code == 200
    assert key not in stored + caplog.text
    assert key.partition("-")[2] not in stored + caplog.text


def test_one_link_is_enough_for_two_minutes(client: Client, support: User) -> None:
    ask(client, support.email)
    ask(client, support.email)
    handled()
    assert Notification.objects.count() == 1


def set_by(client: Client, key: str, password: str = NEW) -> Any:
    return client.post("/password/new/", {"key": key, "password": password, "again": password})


def test_the_link_sets_one_new_password_and_ends_every_session(client: Client, support: User) -> None:
    elsewhere, key = signed_in_client(support), reset_key(user=User.objects.get(pk=support.pk))
    key = reset_key(user=User.objects.get(pk=support.pk))
    assert set_by(client, key).url == "/sign-in/"
    assert not inside(elsewhere)
    assert sign_in(client, support.email, NEW).status_code == 302
    assert entries("password_reset") == [(support.pk, str(support.pk), None)]
    assert "This link is no good any more" in set_by(Client(), key, "yet another password").content.decode()


def test_signing_in_makes_the_link_stale(client: Client, support: User) -> None:
    key = reset_key(user=support)
    signed_in_client(support)
    assert client.get("/password/new/", {"key": key}).context["stale"]


@pytest.mark.parametrize("key", ["", "1", "zz-", "!-x", "9999999999999999-abc", "1-abc-def", "\0-x"])
def test_a_key_that_is_none_is_no_good(client: Client, db: None, key: str) -> None:
    assert client.get("/password/new/", {"key": key}).context["stale"]
    assert set_by(client, key).status_code == 200


def test_a_weak_password_is_refused_beside_its_field(client: Client, support: User) -> None:
    key = reset_key(user=support)
    refused = set_by(client, key, "support@vitrine")
    assert "too similar" in str(refused.context["form"].errors["password"])
    assert set_by(client, key).status_code == 302
    assert not User.objects.get(pk=support.pk).check_password(PASSWORD)

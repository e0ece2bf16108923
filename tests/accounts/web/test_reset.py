"""A forgotten password: the same answer for everybody, a link that lies nowhere, one new password."""

import json
import re
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client

from apps.accounts.events import PasswordResetAsked
from apps.accounts.models import User
from apps.accounts.querysets import UserQuerySet
from apps.accounts.services import new_passwords
from apps.accounts.services.new_passwords import reset_key, reset_password
from apps.core.errors import NotAllowed
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
    return client.post("/password/new/", {"key": key, "password": password, "password_again": password})


def test_the_link_sets_one_new_password_and_ends_every_session(client: Client, support: User) -> None:
    elsewhere, key = signed_in_client(support), reset_key(user=User.objects.get(pk=support.pk))
    key = reset_key(user=User.objects.get(pk=support.pk))
    assert set_by(client, key).url == "/sign-in/"
    assert not inside(elsewhere)
    assert sign_in(client, support.email, NEW).status_code == 302
    assert entries("password_reset") == [(support.pk, str(support.pk), None)]
    assert "This link is no good any more" in set_by(Client(), key, "yet another password").content.decode()


def sent_by_two_at_once(user: User, key: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Both have a key that is good when they look; whose password was set."""
    both, done = Barrier(2), list[str]()
    real = new_passwords.default_token_generator.check_token

    def looked_at(person: User | None, token: str | None) -> bool:
        good = real(person, token)
        with suppress(BrokenBarrierError):  # whoever waits for the row does not come
            both.wait(timeout=0.3)
        return good

    def post(password: str) -> None:
        try:
            reset_password(key=key, password=password)
            done.append(password)
        except NotAllowed:
            pass
        finally:
            connections.close_all()

    monkeypatch.setattr(new_passwords.default_token_generator, "check_token", looked_at)
    threads = [Thread(target=post, args=[f"{NEW} {place}"]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return done


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_with_one_key_at_once_one_sets_the_password(
    support: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = sent_by_two_at_once(support, reset_key(user=support), monkeypatch)
    assert len(done) == 1
    assert User.objects.get(pk=support.pk).check_password(done[0])
    assert len(entries("password_reset")) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would(support: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserQuerySet, "locked", lambda self: self)
    assert len(sent_by_two_at_once(support, reset_key(user=support), monkeypatch)) == 2


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

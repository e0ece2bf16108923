import re
import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from apps.notifications.enums import MailState
from apps.notifications.models import Notification
from apps.notifications.services import mailing, send_due_mails
from tests.notifications.test_sending import tell


@pytest.fixture
def refused(monkeypatch) -> list[str]:
    """The subjects of the mails that a server got which takes nothing."""
    subjects = []

    def send(mail) -> None:
        subjects.append(mail.subject)
        raise smtplib.SMTPServerDisconnected("connection lost")

    monkeypatch.setattr(mailing.EmailMultiAlternatives, "send", send)
    return subjects


def let_it_become_due() -> None:
    Notification.objects.update(mail_due_at=timezone.now())


@pytest.mark.django_db
def test_a_waiting_mail_goes_out_once(people, mailoutbox, settings):
    settings.PUBLIC_URL = "https://shop.example"
    notification = tell(people["manager"], orders_created=1234, file_name="a & b.csv", path="/admin/x/1/")
    assert send_due_mails() == 1
    assert send_due_mails() == 0
    [mail] = mailoutbox
    assert mail.to == ["manager@vitrine.example"]
    assert mail.subject == "Import of a & b.csv: 1234 new orders"
    assert "Orders created:        1,234\n" in mail.body
    assert "https://shop.example/admin/x/1/" in mail.body
    assert mail.extra_headers["Message-ID"] == f"<notification-{notification.pk}@shop.example>"
    notification.refresh_from_db()
    assert (notification.mail_state, notification.mail_attempts) == (MailState.SENT, 1)


@pytest.mark.django_db
def test_the_html_part_says_the_same_and_escapes_what_people_wrote(people, mailoutbox, settings):
    settings.PUBLIC_URL = "https://shop.example"
    tell(people["manager"], lines_stored=1234, file_name="<b>a & b</b>.csv", path="/admin/x/1/")
    send_due_mails()
    [mail] = mailoutbox
    [(html, kind)] = mail.alternatives
    assert kind == "text/html"
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;.csv" in html
    assert "1,234" in html
    assert 'href="https://shop.example/admin/x/1/"' in html


def test_mails_have_the_colours_of_the_tokens_for_light_and_dark(settings):
    tokens = (settings.BASE_DIR / "static" / "tokens.css").read_text()
    light, dark = (set(half) for half in zip(*re.findall(r"light-dark\((#\w+), (#\w+)\)", tokens), strict=True))
    for template in (settings.BASE_DIR / "templates" / "notifications").glob("*.html"):
        sheet, _, body = template.read_text().rpartition("</style>")
        assert set(re.findall(r"#[0-9a-f]{6}", body)) <= light, template.name
        assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= dark, template.name


@pytest.mark.django_db
def test_a_file_name_cannot_add_a_header(people, mailoutbox):
    tell(people["manager"], file_name="a\r\nBcc: everybody@example.com")
    assert send_due_mails() == 1
    assert mailoutbox[0].subject == "Import of a Bcc: everybody@example.com: 1 new order"
    assert mailoutbox[0].recipients() == ["manager@vitrine.example"]


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_while_no_transaction_is_open(people, monkeypatch):
    seen = []
    monkeypatch.setattr(mailing.EmailMultiAlternatives, "send", lambda mail: seen.append(connection.in_atomic_block))
    tell(people["manager"])
    send_due_mails()
    assert seen == [False]


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_and_later_then_given_up(people, refused):
    notification = tell(people["manager"])
    waits = []
    for _ in range(7):
        assert send_due_mails() == 0
        notification.refresh_from_db()
        assert notification.mail_state == MailState.WAITING
        waits.append((notification.mail_due_at - timezone.now()).total_seconds())
        assert send_due_mails() == 0
        let_it_become_due()
    assert 29 <= waits[0] <= 60
    assert all(wait <= 6 * 3600 for wait in waits)
    assert waits[6] > 2 * 3600
    send_due_mails()
    notification.refresh_from_db()
    assert (notification.mail_state, notification.mail_attempts, len(refused)) == (MailState.FAILED, 8, 8)
    let_it_become_due()
    assert send_due_mails() == 0
    assert len(refused) == 8


@pytest.mark.django_db
def test_one_that_fails_does_not_hold_up_the_others(people, monkeypatch):
    sent = []

    def send(mail) -> None:
        if mail.to == ["support@vitrine.example"]:
            raise smtplib.SMTPRecipientsRefused({})
        sent.append(mail.to[0])

    monkeypatch.setattr(mailing.EmailMultiAlternatives, "send", send)
    for role in ("support", "manager", "owner"):
        tell(people[role], key=role)
    assert send_due_mails() == 2
    assert sorted(sent) == ["manager@vitrine.example", "owner@vitrine.example"]


@pytest.mark.django_db
def test_a_claim_of_a_process_that_died_lapses_and_the_mail_is_sent(people, mailoutbox):
    notification = tell(people["manager"])
    claimed = mailing._claim_next()
    assert claimed == notification
    assert send_due_mails() == 0
    notification.refresh_from_db()
    assert notification.mail_state == MailState.SENDING
    assert timedelta(seconds=100) < notification.mail_due_at - timezone.now() <= timedelta(seconds=120)
    let_it_become_due()
    assert send_due_mails() == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_one_who_may_not_sign_in_any_more_gets_no_mail(people, mailoutbox):
    people["manager"].is_active = False
    people["manager"].save()
    notification = tell(people["manager"])
    assert send_due_mails() == 0
    notification.refresh_from_db()
    assert notification.mail_state == MailState.NONE
    assert mailoutbox == []


def send_by_four_at_once(people, mailoutbox) -> list[str]:
    for number in range(20):
        tell(people["manager"], key=str(number), file_name=f"{number}.csv")
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        send_due_mails()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(mail.subject for mail in mailoutbox)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_mail_once(people, mailoutbox):
    expected = sorted(f"Import of {number}.csv: 1 new order" for number in range(20))
    assert send_by_four_at_once(people, mailoutbox) == expected


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_mails_would_go_out_twice(people, mailoutbox, monkeypatch):
    def unclaimed():
        return Notification.objects.filter(mail_state=MailState.WAITING).select_related("recipient").first()

    monkeypatch.setattr(mailing, "_claim_next", unclaimed)
    monkeypatch.setattr(
        mailing,
        "_record",
        lambda notification, state: Notification.objects.filter(pk=notification.pk).update(mail_state=state),
    )
    assert len(send_by_four_at_once(people, mailoutbox)) > 20

"""The mailbox of development: what the catcher stored, read as text."""

import mailbox
from email.message import EmailMessage

import pytest
from django.urls import reverse

BOX = reverse("showcase:mailbox")


@pytest.fixture
def folder(db, settings, tmp_path):
    settings.DEBUG = True
    settings.BASE_DIR = tmp_path
    return tmp_path / "var" / "mail"


def put(folder, subject: str, text: str, html: str = "") -> str:
    """A mail as aiosmtpd's Mailbox handler stores it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Vitrine <shop@vitrine.example>", "manager@vitrine.example", subject
    mail["Date"] = "Mon, 23 Nov 2026 10:15:00 +0100"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    folder.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(folder).add(mail)


def test_an_empty_mailbox_says_what_brings_mail(client, folder):
    html = client.get(BOX).content.decode()
    assert "No mail yet" in html
    assert "make run" in html


def test_mails_are_listed_with_subject_recipient_and_time(client, folder):
    put(folder, "Import of café.csv finished", "It is done.")
    html = client.get(BOX).content.decode()
    assert "Import of café.csv finished" in html
    assert "manager@vitrine.example" in html
    assert "23 Nov 2026, 09:15" in html


def test_a_mail_is_read_as_text_and_its_markup_does_nothing(client, folder):
    key = put(folder, "Hello", "Two lines\nof £ text <b>here</b>", html="<script>alert(1)</script>")
    html = client.get(reverse("showcase:mail", args=[key])).content.decode()
    assert "of £ text &lt;b&gt;here&lt;/b&gt;" in html
    assert "alert(1)" not in html


def test_the_html_part_stands_in_a_frame_that_can_do_nothing(client, folder):
    key = put(folder, "Hello", "text", html="<p style='color: red'>Hello</p>")
    address = reverse("showcase:mail-html", args=[key])
    assert f'src="{address}"' in client.get(reverse("showcase:mail", args=[key])).content.decode()
    part = client.get(address)
    assert part.content.decode().strip() == "<p style='color: red'>Hello</p>"
    assert part.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = part.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy


def test_a_mail_without_html_shows_no_frame(client, folder):
    key = put(folder, "Hello", "text")
    assert "<iframe" not in client.get(reverse("showcase:mail", args=[key])).content.decode()


def test_a_mail_that_is_not_there_is_not_found(client, folder):
    assert client.get(reverse("showcase:mail", args=["nothing"])).status_code == 404
    put(folder, "Hello", "text")
    assert client.get(reverse("showcase:mail", args=["..%2F..%2Fetc"])).status_code == 404


def test_in_production_there_is_no_mailbox(client, folder, settings):
    key = put(folder, "Hello", "text")
    settings.DEBUG = False
    assert client.get(BOX).status_code == 404
    assert client.get(reverse("showcase:mail", args=[key])).status_code == 404

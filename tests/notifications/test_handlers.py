"""What people are told of their own accounts."""

import pytest
from django.core.mail import EmailMessage

from apps.accounts.events import SecurityChanged
from apps.accounts.models import User
from apps.notifications.handlers import tell_of_security_change
from apps.notifications.services import send_due_mails

pytestmark = pytest.mark.django_db


def test_a_change_of_how_somebody_signs_in_is_told_once_by_mail(
    people: dict[str, User], mailoutbox: list[EmailMessage]
) -> None:
    event = SecurityChanged(user_id=people["owner"].pk, change="Your password was changed.", audit_entry_id=7)
    tell_of_security_change(event)
    tell_of_security_change(event)
    send_due_mails()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["owner@vitrine.example"], "Your password was changed.")
    assert "http://localhost:8000/security/" in str(mail.body)

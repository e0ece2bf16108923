"""Sending mails for notifications, never inside a transaction.

The claim is committed before the mail goes out: `sending`, with the time by which this process will be done. A process
that dies in between leaves a claim that lapses: the mail may then go out twice, under the same Message-ID, but is
never lost.
"""

import random
import time
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone

from apps.core.observability.context import request_id
from apps.notifications.enums import MailState
from apps.notifications.models import Notification
from apps.notifications.rules.templates import template_names
from apps.notifications.services.at_sending import made_at_sending

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
CLAIM = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
# A run ends well before the worker's time limit, also when the mail server is slow; the next tick goes on.
ENOUGH_SECONDS = 10


def send_due_mails() -> int:
    """Send the mails that are due, one after the other; how many went out. Failures are recorded, not raised."""
    sent, started = 0, time.monotonic()
    while time.monotonic() - started < ENOUGH_SECONDS and (notification := _claim_next()):
        with structlog.contextvars.bound_contextvars(request_id=notification.request_id or request_id()):
            state = _try_to_send(notification)
            _record(notification, state)
        sent += state == MailState.SENT
    return sent


@transaction.atomic
def _claim_next() -> Notification | None:
    now = timezone.now()
    notification = Notification.objects.due(now).locked().first()
    if notification:
        notification.mail_state = MailState.SENDING
        notification.mail_attempts += 1
        notification.mail_due_at = now + CLAIM
        notification.save(update_fields=["mail_state", "mail_attempts", "mail_due_at"])
    return notification


def _try_to_send(notification: Notification) -> MailState:
    if not notification.recipient.is_active:
        return MailState.NONE
    try:
        _mail(notification).send()
    except Exception:
        log.exception("mail_failed", notification=notification.pk, attempts=notification.mail_attempts)
        return MailState.WAITING if notification.mail_attempts < MAX_ATTEMPTS else MailState.FAILED
    log.info("mail_sent", notification=notification.pk, kind=notification.kind, attempts=notification.mail_attempts)
    return MailState.SENT


def _mail(notification: Notification) -> EmailMultiAlternatives:
    values = {
        **notification.context,
        **made_at_sending(kind=notification.kind, recipient=notification.recipient),
        "recipient": notification.recipient,
        "shop": settings.PUBLIC_URL,
    }
    subject, text, html = (_rendered(name, values) for name in template_names(notification.kind))
    host = urlsplit(settings.PUBLIC_URL).hostname
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[notification.recipient.email],
        headers={"Message-ID": f"<notification-{notification.pk}@{host}>"},
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _rendered(name: str, values: dict[str, object]) -> str:
    # In plain text, HTML escaping would show people &amp;.
    return str(Engine.get_default().get_template(name).render(Context(values, autoescape=name.endswith(".html"))))


def _record(notification: Notification, state: MailState) -> None:
    """Note what came of this attempt, unless the claim has lapsed and another process tries already."""
    wait = min(15.0 * 4**notification.mail_attempts, LONGEST_WAIT.total_seconds())
    again_at = timezone.now() + timedelta(seconds=random.uniform(wait / 2, wait))  # noqa: S311 - only spreads load
    mine = Notification.objects.filter(
        pk=notification.pk, mail_state=MailState.SENDING, mail_attempts=notification.mail_attempts
    )
    mine.update(mail_state=state, mail_due_at=again_at)

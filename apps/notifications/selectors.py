"""Reads for the pages of others."""

from collections.abc import Iterable

from apps.core.observability.trail import MOST_ROWS, Moment
from apps.notifications.enums import MailState
from apps.notifications.models import Notification

TONES = {MailState.SENT: "ok", MailState.FAILED: "bad"}


def mails_of(request_id: str) -> Iterable[Moment]:
    """The messages that a request caused, for its trail."""
    caused = Notification.objects.filter(request_id=request_id).select_related("recipient").order_by("pk")
    for notification in caused[:MOST_ROWS]:
        yield Moment(
            at=notification.created_at,
            lane="mails",
            kind="message",
            what=notification.kind,
            tone=TONES.get(MailState(notification.mail_state), "plain"),
            details={
                "mail": notification.get_mail_state_display(),
                "to": str(notification.recipient),
                "attempts": notification.mail_attempts,
            },
            target=notification,
        )

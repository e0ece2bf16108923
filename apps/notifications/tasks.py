"""Periodic work of notifications."""

from datetime import timedelta

from apps.core.jobs import slot
from apps.notifications.services import send_due_mails


@slot(every=timedelta(seconds=5))
def send_mails() -> None:
    """Send the mails that are due."""
    send_due_mails()

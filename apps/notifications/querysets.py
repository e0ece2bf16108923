from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from apps.core.actor import Actor
from apps.notifications.enums import MailState

if TYPE_CHECKING:
    from apps.notifications.models import Notification


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Messages, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view notifications, otherwise one's own."""
        if user.has_perm("notifications.view_notification"):
            return self.all()
        return self.filter(recipient_id=user.pk) if user.pk else self.none()

    def due(self, now: datetime) -> Self:
        """Those whose mail is to be sent now, the longest due first; a claim that has lapsed counts."""
        waiting = self.filter(mail_state__in=[MailState.WAITING, MailState.SENDING], mail_due_at__lte=now)
        return waiting.order_by("mail_due_at")

    def locked(self) -> Self:
        """With their recipients, locked until the transaction ends; rows that another process holds are left out."""
        return self.select_related("recipient").select_for_update(skip_locked=True, of=("self",))

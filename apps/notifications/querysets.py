from typing import TYPE_CHECKING, Self

from django.db import models

from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.notifications.models import Notification


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Messages, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view notifications, otherwise one's own."""
        if user.has_perm("notifications.view_notification"):
            return self.all()
        return self.filter(recipient_id=user.pk) if user.pk else self.none()

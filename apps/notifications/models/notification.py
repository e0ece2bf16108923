from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.notifications.enums import MailState
from apps.notifications.querysets import NotificationQuerySet


class Notification(models.Model):
    """A message to a person: shown in the admin, and sent by mail.

    The dedupe key makes it one message, however often somebody asks for it.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60, help_text="Names the templates in templates/notifications/.")
    context = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    dedupe_key = models.CharField(max_length=150, unique=True)
    request_id = models.CharField(max_length=64, blank=True, db_default="")
    mail_state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(mail_state__in=MailState.values), name="notification_mail_state_known"),
        ]
        indexes = [
            models.Index(fields=["request_id"], name="notification_of_request"),
            models.Index(
                fields=["mail_due_at"], name="notification_mail_due", condition=Q(mail_state__in=["waiting", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"

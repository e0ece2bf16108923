from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class IdempotencyKey(models.Model):
    """A key under which somebody asked for something, and what they were answered; `apps.core.idempotency` keeps it.

    Without a status somebody works on it, as long as `expires_at` has not come. After that the row counts no more.
    """

    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    method = models.CharField(max_length=10)
    route = models.CharField(max_length=100)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Of the body; the same for the same document.")
    claim = models.UUIDField(help_text="Of the run that may store the answer.")
    request_id = models.CharField(max_length=64, blank=True, help_text="Of the request that does it or did it.")
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        default_permissions = ()  # no page shows it: it holds answers to others
        constraints = [
            models.UniqueConstraint(fields=["caller", "method", "route", "key"], name="idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(status__isnull=True, body__isnull=True) | Q(status__isnull=False, body__isnull=False),
                name="idempotency_key_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_key_expires")]

    def __str__(self) -> str:
        return self.key

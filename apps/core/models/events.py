from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.querysets import InboxEntryQuerySet


class OutboxEvent(models.Model):
    """What happened, written in the transaction in which it happened. Rows stay; the relay marks them sent."""

    name = models.CharField(max_length=100)
    aggregate = models.CharField(max_length=100, help_text="Whose events stay in order, such as orders.order:42.")
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_unsent", condition=Q(sent_at__isnull=True)),
            models.Index(fields=["request_id"], name="outbox_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class InboxEntry(models.Model):
    """One event for one handler: rung by the relay, done in the transaction of the handler's effect."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="inbox_entries", db_index=False)
    handler = models.CharField(max_length=150)
    aggregate = models.CharField(max_length=100)
    attempts = models.PositiveSmallIntegerField(default=0)
    ring_at = models.DateTimeField(default=timezone.now, help_text="When the relay rings again if it is still undone.")
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(blank=True, help_text="Why the last attempt failed.")

    objects = InboxEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inbox entries"
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="inbox_event_handler_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(parked_at__isnull=True), name="inbox_done_or_parked"
            ),
        ]
        indexes = [
            models.Index(
                fields=["ring_at"], name="inbox_undone", condition=Q(done_at__isnull=True, parked_at__isnull=True)
            ),
            models.Index(
                fields=["handler", "aggregate", "event"],
                name="inbox_undone_in_order",
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of event {self.event_id}"

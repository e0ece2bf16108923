from django.conf import settings
from django.db import models
from django.utils import timezone

from apps.orders.enums import OrderStatus
from apps.orders.models.order import Order


class StatusChange(models.Model):
    """An order went from one status to another: by whom and why."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=12, choices=OrderStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=OrderStatus)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} → {self.to_status}"

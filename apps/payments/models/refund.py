from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.payments.enums import RefundStatus
from apps.payments.models.payment import Payment


class Refund(models.Model):
    """Money given back on a payment, in the payment's currency."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    status = models.CharField(max_length=20, choices=RefundStatus, default=RefundStatus.PENDING)
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(status__in=RefundStatus.values), name="refund_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.payment}"

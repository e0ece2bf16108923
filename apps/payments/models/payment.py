from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.orders.models import Order
from apps.payments.enums import PaymentMethodKind, PaymentStatus
from apps.payments.querysets import PaymentQuerySet


class Payment(models.Model):
    """Money for an order by one method. Amounts are in `currency`, quantised by its rule."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=20, choices=PaymentMethodKind)
    status = models.CharField(max_length=20, choices=PaymentStatus, default=PaymentStatus.PENDING)
    currency = models.CharField(max_length=3)
    authorised = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    captured = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    refunded = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    reference = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("captured")) & Q(captured__lte=F("authorised")),
                name="payment_refunded_captured_authorised",
            ),
            models.CheckConstraint(condition=Q(method__in=PaymentMethodKind.values), name="payment_method_known"),
            models.CheckConstraint(condition=Q(status__in=PaymentStatus.values), name="payment_status_known"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="payment_currency_code"),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="payment_newest")]

    def __str__(self) -> str:
        return self.reference

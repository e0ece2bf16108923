from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models.customer import Customer
from apps.orders.querysets import OrderQuerySet


class Order(models.Model):
    """A sale, a credit note or an adjustment, with its total in three decimals (real unit prices have them)."""

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=OrderKind, default=OrderKind.SALE)
    status = models.CharField(max_length=12, choices=OrderStatus, default=OrderStatus.PLACED)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", db_index=False
    )
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=20, decimal_places=3, default=0, help_text="Sum of the lines' amounts.")
    line_count = models.PositiveIntegerField(default=0)
    placed_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    imported_by = models.ForeignKey(
        "orders.ImportJob", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    source_digest = models.CharField(
        max_length=32, blank=True, help_text="Order-free digest of the file rows this order was made of."
    )
    source_rows = models.PositiveIntegerField(null=True, blank=True)
    source_section = models.PositiveIntegerField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-id"]
        permissions = [("view_own_orders", "Can view own orders")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrderKind.values), name="order_kind_known"),
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="order_status_known"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="order_currency_code"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="order_country_code"),
            models.CheckConstraint(condition=~Q(number=""), name="order_number_given"),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_of_customer_newest"),
            models.Index(fields=["country", "-placed_at", "-id"], name="order_of_country_newest"),
            models.Index(fields=["-total", "-id"], name="order_biggest"),
            models.Index(fields=["kind", "-placed_at", "-id"], name="order_of_kind_newest"),
            models.Index(fields=["status", "-placed_at", "-id"], name="order_of_status_newest"),
        ]

    def __str__(self) -> str:
        return self.number

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.catalog.models.product import Product
from apps.catalog.querysets import PriceQuerySet


class Price(models.Model):
    """What a product costs from a moment on, until a later price begins. Append only, by trigger.

    Of two prices that begin at the same moment the one set later counts.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="prices", db_index=False)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=12, decimal_places=3)
    valid_from = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="prices_set"
    )
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        default_permissions = ("view",)
        permissions = [("set_price", "Can set prices")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="price_above_zero"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="price_currency_code"),
        ]
        indexes = [
            # The price at a moment is the first row from there on; the amount is for lists narrowed by price.
            models.Index(fields=["product", "currency", "-valid_from", "-id"], name="price_of_product"),
            models.Index(fields=["currency", "amount"], name="price_by_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.contacts import LONGEST_EMAIL, LONGEST_PHONE
from apps.orders.querysets import CustomerQuerySet


class Customer(models.Model):
    """Who buys. Known by a number; may have an account to sign in with."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200, blank=True)
    # Both as `apps.core.contacts` writes them: no field of Django's, whose rule would be another one.
    email = models.CharField(max_length=LONGEST_EMAIL, blank=True)
    phone = models.CharField(max_length=LONGEST_PHONE, blank=True, default="", db_default="")
    country = models.CharField(max_length=2, help_text="ISO 3166 code, or one of the shop's own (docs/import.md).")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="customer"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="customer_country_code"),
            models.CheckConstraint(condition=~Q(number=""), name="customer_number_given"),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="customer_phone_e164"
            ),
        ]
        indexes = [
            models.Index(fields=["country", "number"], name="customer_country_number"),
            models.Index(fields=["email"], name="customer_email", condition=~Q(email="")),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="customer_name_trigram"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from apps.catalog.enums import ProductKind
from apps.catalog.models.category import Category
from apps.catalog.querysets import ProductQuerySet

if TYPE_CHECKING:
    from apps.catalog.models.stock import StockItem


class Product(models.Model):
    """Something an order line can name by its SKU. SKUs are kept trimmed and in capitals."""

    sku = models.CharField("SKU", max_length=40, unique=True)
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=ProductKind, default=ProductKind.GOODS)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    categories = models.ManyToManyField(Category, blank=True, related_name="products")

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["sku"]
        constraints = [
            models.CheckConstraint(condition=Q(sku=Upper("sku")) & ~Q(sku=""), name="product_sku_capitals"),
            models.CheckConstraint(condition=Q(kind__in=ProductKind.values), name="product_kind_known"),
        ]
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="product_name_trigram"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}".strip()

    @property
    def stock_item(self) -> "StockItem | None":
        """How much of it there is; None as long as nothing was received or counted."""
        return getattr(self, "stock", None)

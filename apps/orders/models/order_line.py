from django.db import models
from django.db.models import F, Q

from apps.catalog.models import Product
from apps.orders.models.order import Order


class OrderLine(models.Model):
    """One line of an order, with SKU, name and price as they were. `amount` is computed by the database."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="order_lines")
    sku = models.CharField("SKU", max_length=40)
    name = models.CharField(max_length=200, blank=True)
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=12, decimal_places=3)
    amount = models.GeneratedField(
        expression=F("quantity") * F("unit_price"),
        output_field=models.DecimalField(max_digits=16, decimal_places=3),
        db_persist=True,
    )

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            # Also the index that serves order_id: a second one would only cost writes.
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(condition=~Q(quantity=0), name="order_line_quantity_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

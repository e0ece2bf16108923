from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.catalog.enums import MovementKind
from apps.catalog.models.product import Product
from apps.catalog.querysets import StockItemQuerySet, StockMovementQuerySet


class StockItem(models.Model):
    """How many units of a product lie in the warehouse, and how many of them are promised to somebody.

    The sum of its movements; `free` is computed by the database. A product nobody received has no stock item.
    """

    product = models.OneToOneField(Product, on_delete=models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(default=0, db_default=0)
    reserved = models.IntegerField(default=0, db_default=0)
    free = models.GeneratedField(
        expression=F("on_hand") - F("reserved"), output_field=models.IntegerField(), db_persist=True
    )

    objects = StockItemQuerySet.as_manager()

    class Meta:
        ordering = ["product"]
        default_permissions = ("view",)
        permissions = [("move_stock", "Can receive, adjust and count stock")]
        constraints = [
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="stock_on_hand_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_reserved_is_there"),
        ]
        indexes = [models.Index(fields=["free", "product"], name="stock_by_free")]

    def __str__(self) -> str:
        return f"Stock of {self.product}"


CHANGES_OF_KIND = (
    Q(kind__in=[MovementKind.RECEIVE, MovementKind.RETURN], quantity__gt=0, reserved=0)
    | Q(kind=MovementKind.RESERVE, quantity=0, reserved__gt=0)
    | Q(kind=MovementKind.RELEASE, quantity=0, reserved__lt=0)
    | Q(kind=MovementKind.SELL, quantity__lt=0, reserved__lte=0, reserved__gte=F("quantity"))
    | (Q(kind=MovementKind.ADJUST, reserved=0) & ~Q(quantity=0))
    | Q(kind=MovementKind.STOCKTAKE, reserved=0)  # a count that finds what was expected is worth a row, too
)


class StockMovement(models.Model):
    """One change of a stock item: by how much, why, and what there was afterwards. Append only, by trigger."""

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(max_length=10, choices=MovementKind)
    quantity = models.IntegerField(help_text="Change of what is on hand.")
    reserved = models.IntegerField(default=0, db_default=0, help_text="Change of what is reserved.")
    on_hand_after = models.IntegerField()
    reserved_after = models.IntegerField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_movements"
    )
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = StockMovementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=CHANGES_OF_KIND, name="stock_movement_fits_its_kind"),
            models.CheckConstraint(
                condition=Q(reserved_after__gte=0, on_hand_after__gte=F("reserved_after")),
                name="stock_movement_leaves_enough",
            ),
        ]
        indexes = [models.Index(fields=["item", "-id"], name="stock_movement_of_item")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity or self.reserved:+d}"

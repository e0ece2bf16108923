from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Value
from django.utils import timezone

from apps.catalog.rules.stock import LOW
from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.catalog.models import Category, Price, Product, StockItem, StockMovement


class ProductQuerySet(models.QuerySet["Product"]):
    """Products, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """Everything for those who may view products; nothing for strangers."""
        return self.all() if user.has_perm("catalog.view_product") else self.none()

    def locked(self) -> Self:
        """For changing what belongs to them, in the order of their keys; rows may still come to point at them."""
        return self.order_by("pk").select_for_update(no_key=True)

    def with_price(self, *, at: datetime | None = None) -> Self:
        """With `price` in the shop's `currency` at a moment (now); None without one. One index probe a row."""
        from apps.catalog.models import Price

        prices = Price.objects.filter(product=OuterRef("pk")).in_force(at=at or timezone.now())
        return self.annotate(price=Subquery(prices.values("amount")[:1]), currency=Value(settings.CURRENCY))

    def with_stock(self) -> Self:
        """The stock item comes along in the same query."""
        return self.select_related("stock")

    def priced(self, **bounds: Decimal) -> Self:
        """Those whose price now is within the bounds: `priced(gte=..., lte=...)`.

        Whatever ever cost so much is found by the index on amounts; only that is asked for its price of today.
        """
        from apps.catalog.models import Price

        ever = Price.objects.filter(
            currency=settings.CURRENCY, **{f"amount__{name}": bound for name, bound in bounds.items()}
        )
        now = {f"price__{name}": bound for name, bound in bounds.items()}
        return self.filter(pk__in=ever.values("product")).with_price().filter(**now)

    def in_stock(self, answer: bool) -> Self:
        """Those of which a unit is free, or those of which none is."""
        from apps.catalog.models import StockItem

        free = Exists(StockItem.objects.filter(product=OuterRef("pk"), free__gt=0))
        return self.filter(free if answer else ~free)

    def before(self, product: "Product") -> "Product | None":
        """The one before it, by SKU."""
        return self.filter(sku__lt=product.sku).order_by("-sku").first()

    def after(self, product: "Product") -> "Product | None":
        """The one after it, by SKU."""
        return self.filter(sku__gt=product.sku).order_by("sku").first()

    def with_categories(self) -> Self:
        """The categories, in a second query whatever the number of products."""
        return self.prefetch_related("categories")


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("catalog.view_category") else self.none()


class PriceQuerySet(models.QuerySet["Price"]):
    """Prices, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("catalog.view_price") else self.none()

    def in_force(self, *, at: datetime, currency: str = "") -> Self:
        """Prices that have begun at the moment, the one that counts first; in the shop's currency if none is named."""
        return self.filter(currency=currency or settings.CURRENCY, valid_from__lte=at).order_by("-valid_from", "-pk")


class StockItemQuerySet(models.QuerySet["StockItem"]):
    """Stock items: who may see them, and how they are locked."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("catalog.view_stockitem") else self.none()

    def locked(self) -> Self:
        """For changing them, in the order of their keys, so that two who need several do not wait for each other."""
        return self.order_by("pk").select_for_update(no_key=True)

    def low(self) -> Self:
        """Goods for sale of which no more than LOW units are free."""
        return self.filter(free__lte=LOW, product__is_active=True)

    def enough(self) -> Self:
        """Those of which more than LOW units are free."""
        return self.filter(free__gt=LOW)

    def with_last_movement(self) -> Self:
        """With `moved_at`, when stock last changed: one index probe a row."""
        from apps.catalog.models import StockMovement

        newest = StockMovement.objects.filter(item=OuterRef("pk")).order_by("-pk")
        return self.annotate(moved_at=Subquery(newest.values("created_at")[:1]))


class StockMovementQuerySet(models.QuerySet["StockMovement"]):
    """Movements of stock, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        return self.all() if user.has_perm("catalog.view_stockmovement") else self.none()

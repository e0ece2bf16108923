from typing import TYPE_CHECKING, Self

from django.db import models

from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.catalog.models import Product


class ProductQuerySet(models.QuerySet["Product"]):
    """Products, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """Everything for those who may view products; nothing for strangers."""
        return self.all() if user.has_perm("catalog.view_product") else self.none()

    def for_api(self) -> Self:
        """With the categories, in two queries whatever the number of products."""
        return self.prefetch_related("categories")

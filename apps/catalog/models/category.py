from django.db import models

from apps.catalog.querysets import CategoryQuerySet


class Category(models.Model):
    """A shelf of the shop; a product can stand on several."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

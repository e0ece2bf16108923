from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.querysets import OwnedQuerySet


class ListColumns(models.Model):
    """Which columns one person wants to see in one list of the admin; without a row, those the list begins with."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_columns", db_index=False
    )
    list_of = models.CharField(max_length=100, help_text="The model of the list, such as orders.order.")
    columns = ArrayField(models.CharField(max_length=100))
    changed_at = models.DateTimeField(auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "chosen columns"
        constraints = [models.UniqueConstraint(fields=["owner", "list_of"], name="columns_chosen_once")]

    def __str__(self) -> str:
        return f"Columns of {self.list_of}"


class SavedFilter(models.Model):
    """Filters, search and ordering of one list, kept by one person under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters", db_index=False
    )
    list_of = models.CharField(max_length=100, help_text="The model of the list, such as orders.order.")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, help_text="The part of the address after the question mark.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also the index that serves the filters of one person above one list.
            models.UniqueConstraint(fields=["owner", "list_of", "name"], name="filter_saved_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_filter_named"),
        ]

    def __str__(self) -> str:
        return self.name

from django.contrib import admin

from apps.catalog.models import Category
from apps.core.backoffice.areas import Area
from apps.core.backoffice.model_admin import ShopModelAdmin


@admin.register(Category)
class CategoryAdmin(ShopModelAdmin):
    """Shelves: a plain table, edited here by those who may."""

    area = Area.CATALOGUE
    icon = "category"
    list_display = ("name", "slug")
    ordering = ("name",)
    search_fields = ("=slug", "name")
    search_help_text = "Name or slug"
    fields = ("name", "slug")
    add_fields = ("name", "slug")
    editable_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    deletable = True

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.catalog.enums import ProductKind
from apps.catalog.models import Product
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, code, flag, moment, state
from apps.core.backoffice.model_admin import ShopModelAdmin


class ProductForm(forms.ModelForm):
    class Meta:
        labels = {"is_active": "For sale"}
        widgets = {"categories": UnfoldAdminCheckboxSelectMultipleWidget}


@admin.register(Product)
class ProductAdmin(ShopModelAdmin):
    """What order lines name. The SKU stays as it is: history refers to it."""

    area = Area.CATALOGUE
    position = 10
    icon = "inventory_2"
    list_display = ("sku_code", "name", "kind_chip", "active", "created")
    list_filter = ("kind", "is_active", "categories")
    ordering = ("sku",)
    sortable_by = ("sku_code",)
    search_fields = ("=sku", "^sku", "name")
    search_help_text = "SKU or name"
    fields = ("sku_code", "name", "kind_chip", "is_active", "categories", "created")
    editable_fields = ("name", "is_active", "categories")
    form = ProductForm

    sku_code = code("sku", title="SKU")
    kind_chip = state("kind", {ProductKind.SERVICE: Tone.PLAIN})
    active = flag("is_active", "For sale", "Withdrawn", tones=(Tone.OK, Tone.PLAIN))
    created = moment("created_at", title="first seen")

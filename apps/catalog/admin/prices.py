from django.contrib import admin

from apps.catalog.admin.cells import words
from apps.catalog.models import Price
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link, moment, money
from apps.core.backoffice.model_admin import ShopModelAdmin


@admin.register(Price)
class PriceAdmin(ShopModelAdmin):
    """Every price that was ever set, the newest first. It is set on the product's page."""

    area = Area.CATALOGUE
    position = 40
    icon = "sell"
    list_display = ("set_at", "product_link", "amount_money", "begins", "why", "set_by_link")
    list_select_related = ("product", "set_by")
    list_lookups = ("product__id__exact",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=product__sku",)
    search_help_text = "SKU"
    fields = ("product_link", "amount_money", "begins", "why", "set_by_link", "set_at")

    product_link = link("product")
    amount_money = money("amount", "currency", title="price")
    begins = moment("valid_from", title="from")
    why = words("reason")
    set_by_link = link("set_by", title="set by")
    set_at = moment("created_at", title="set at")

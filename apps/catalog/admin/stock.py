from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from apps.catalog.admin.cells import KIND_TONES, change, free_units, words
from apps.catalog.models import StockItem, StockMovement
from apps.catalog.rules.stock import LOW
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import code, link, link_to, moment, number, state
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import RelatedPanel


class LevelFilter(admin.SimpleListFilter):
    """How much is left."""

    title = "level"
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("low", f"For sale, {LOW} or fewer free"), ("none", "None free"), ("enough", f"More than {LOW} free")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        levels = {"low": queryset.low, "none": lambda: queryset.filter(free=0), "enough": queryset.enough}
        chosen = levels.get(self.value() or "")
        return chosen() if chosen else queryset


@admin.register(StockItem)
class StockItemAdmin(ShopModelAdmin):
    """What lies in the warehouse, what is running out first. It is moved on the product's page."""

    area = Area.CATALOGUE
    position = 20
    icon = "warehouse"
    list_display = ("sku_code", "product_name", "on_hand_units", "reserved_units", "free_level", "moved")
    list_select_related = ("product",)
    list_filter = (LevelFilter, "product__is_active")
    ordering = ("free", "product")
    sortable_by = ("free_level",)
    search_fields = ("=product__sku", "^product__sku", "product__name")
    search_help_text = "SKU or name"
    fields = ("product_link", "on_hand_units", "reserved_units", "free_level", "moved")
    panels = (
        RelatedPanel(
            title="Movements",
            model=StockMovement,
            path="item",
            columns=("at", "kind_chip", "moved", "reserved_change", "left", "why", "by_link"),
            ordering=("-id",),
            limit=20,
        ),
    )

    sku_code = code("product__sku", title="SKU")
    product_link = link("product")
    on_hand_units = number("on_hand")
    reserved_units = number("reserved")
    free_level = free_units("free")
    moved = moment("moved_at", title="last movement")

    @admin.display(description="product")
    def product_name(self, item: StockItem) -> SafeString:
        return link_to(item.product, item.product.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockItem]:
        return super().get_queryset(request).with_last_movement()  # type: ignore[attr-defined]


@admin.register(StockMovement)
class StockMovementAdmin(ShopModelAdmin):
    """Every change of stock, the newest first."""

    area = Area.CATALOGUE
    position = 30
    icon = "swap_vert"
    list_display = ("at", "product_link", "kind_chip", "moved", "reserved_change", "left", "why", "by_link")
    list_select_related = ("item__product", "by")
    list_filter = ("kind",)
    list_lookups = ("item__product__exact", "item__product__id__exact")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=item__product__sku",)
    search_help_text = "SKU"
    fields = (
        *("product_link", "kind_chip", "moved", "reserved_change", "left", "reserved_left"),
        *("why", "by_link", "at", "request_code"),
    )

    product_link = link("item__product")
    kind_chip = state("kind", KIND_TONES)
    moved = change("quantity", title="on hand")
    reserved_change = change("reserved", title="reserved")
    left = number("on_hand_after", title="on hand then")
    reserved_left = number("reserved_after", title="reserved then")
    why = words("reason")
    by_link = link("by", title="by")
    at = moment("created_at")
    request_code = code("request_id", title="request")

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, chip, link, moment
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.orders.admin.tones import ORDER_TONES
from apps.orders.enums import OrderStatus
from apps.orders.models import StatusChange


@admin.register(StatusChange)
class StatusChangeAdmin(ShopModelAdmin):
    """How orders went from status to status, newest first."""

    area = Area.SALES
    position = 40
    icon = "swap_horiz"
    list_display = ("change", "order_link", "by_link", "reason", "at")
    list_select_related = ("order", "by")
    list_lookups = ("order__id__exact",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=order__number",)
    search_help_text = "Order number"
    fields = ("order_link", "change", "by_link", "reason", "at")

    order_link = link("order")
    by_link = link("by", title="by")
    at = moment("created_at", title="at")

    @admin.display(description="change")
    def change(self, change: StatusChange) -> SafeString:
        to = chip(change.get_to_status_display(), ORDER_TONES.get(OrderStatus(change.to_status), Tone.PLAIN))
        return format_html("{} → {}", change.get_from_status_display() or "new", to)

from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, link, link_to, moment, money, state
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.payments.enums import RefundStatus
from apps.payments.models import Refund

REFUND_TONES = {
    RefundStatus.PENDING: Tone.WAIT,
    RefundStatus.COMPLETED: Tone.OK,
    RefundStatus.FAILED: Tone.BAD,
}


@admin.register(Refund)
class RefundAdmin(ShopModelAdmin):
    """Money given back, newest first."""

    area = Area.MONEY
    icon = "undo"
    list_display = ("reason", "payment_link", "status_chip", "money_back", "created")
    list_select_related = ("payment",)
    list_filter = ("status",)
    list_lookups = ("payment__id__exact", "payment__order__id__exact", "payment__order__customer__id__exact")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("=payment__reference", "=payment__order__number")
    search_help_text = "Payment reference or order number"
    fields = ("payment_link", "status_chip", "money_back", "reason", "created")

    payment_link = link("payment")
    status_chip = state("status", REFUND_TONES, title="state")
    money_back = money("amount", "payment__currency")
    created = moment("created_at")

    @admin.display(description="refund")
    def refund_link(self, refund: Refund) -> SafeString:
        return link_to(refund, refund.reason)

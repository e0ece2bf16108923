from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import Tone, link, link_to, moment, money, state
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import RelatedPanel
from apps.payments.enums import PaymentStatus
from apps.payments.models import Payment, Refund

PAYMENT_TONES = {
    PaymentStatus.PENDING: Tone.WAIT,
    PaymentStatus.AUTHORISED: Tone.WAIT,
    PaymentStatus.CAPTURED: Tone.OK,
    PaymentStatus.PARTLY_REFUNDED: Tone.WARN,
    PaymentStatus.REFUNDED: Tone.PLAIN,
    PaymentStatus.FAILED: Tone.BAD,
}


@admin.register(Payment)
class PaymentAdmin(ShopModelAdmin):
    """Money for orders, newest first."""

    area = Area.MONEY
    icon = "payments"
    list_display = ("reference", "order_link", "method", "status_chip", "captured_money", "refunded_money", "created")
    more_columns = ("authorised_money",)
    list_select_related = ("order",)
    list_filter = ("status", "method")
    list_lookups = ("order__id__exact", "order__customer__id__exact")
    ordering = ("-created_at", "-id")
    sortable_by = ()
    search_fields = ("=reference", "=order__number", "^reference")
    search_help_text = "Reference or order number"
    fields = (
        "reference",
        "order_link",
        "method",
        "status_chip",
        "authorised_money",
        "captured_money",
        "refunded_money",
        "created",
    )
    panels = (
        RelatedPanel(
            title="Refunds",
            model=Refund,
            path="payment",
            columns=("refund_link", "status_chip", "money_back", "created"),
            ordering=("-id",),
        ),
    )

    order_link = link("order")
    status_chip = state("status", PAYMENT_TONES, title="state")
    authorised_money = money("authorised", "currency")
    captured_money = money("captured", "currency")
    refunded_money = money("refunded", "currency")
    created = moment("created_at")

    @admin.display(description="reference")
    def payment_link(self, payment: Payment) -> SafeString:
        return link_to(payment)

from typing import Any

import django_filters

from apps.core.rest.filters import CurrencyFilter, FromFilter, NumberFilter, ToFilter
from apps.payments.enums import PaymentMethodKind, PaymentStatus, RefundStatus
from apps.payments.models import Payment


class PaymentFilter(django_filters.FilterSet):
    order = NumberFilter("order__number", label="Order", max_length=20, help_text="The order's number.")
    reference = django_filters.CharFilter(max_length=64)
    method = django_filters.ChoiceFilter(choices=PaymentMethodKind.choices)
    status = django_filters.ChoiceFilter(choices=PaymentStatus.choices)
    refund_status = django_filters.ChoiceFilter(
        method="filter_refund_status",
        label="Refund status",
        choices=RefundStatus.choices,
        help_text="Payments with a refund in this status.",
    )
    currency = CurrencyFilter()
    created_from = FromFilter("created_at", label="Created from", help_text="On this day, or at this moment, or later.")
    created_to = ToFilter("created_at", label="Created to", help_text="On this day, or at this moment, or earlier.")

    class Meta:
        model = Payment
        fields: list[str] = []

    def filter_refund_status(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.with_refund_in(value)

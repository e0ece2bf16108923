from django.db.models import QuerySet

from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ReadViewSet
from apps.payments.api.v2 import serializers
from apps.payments.api.v2.filters import PaymentFilter
from apps.payments.models import Payment


class PaymentViewSet(ReadViewSet):
    """Payments. Customers see those of their own orders."""

    policy = {"read": ("payments.view_payment", "orders.view_own_orders")}
    serializer_class = serializers.PaymentSerializer
    detail_serializer_class = serializers.PaymentDetailSerializer
    filterset_class = PaymentFilter
    lookup_field = "reference"
    lookup_value_regex = r"[^/\x00]{1,64}"
    ordering_fields = (SortColumn("created_at", "created_at"), SortColumn("reference", "reference"))
    default_ordering = "-created_at"

    def get_queryset(self) -> QuerySet[Payment]:
        payments = Payment.objects.visible_to(self.request.user)
        return payments.for_api() if self.detail else payments.with_order()

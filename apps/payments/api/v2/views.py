from django.db.models import QuerySet

from apps.core.policy import holders
from apps.core.rest.selection import Expansion
from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ReadViewSet
from apps.payments.api.v2 import serializers
from apps.payments.api.v2.filters import PaymentFilter
from apps.payments.models import Payment


class PaymentViewSet(ReadViewSet):
    """Payments. Customers see those of their own orders."""

    policy = {"read": holders("payments.view_payment", "orders.view_own_orders", all_rows=("payments.view_payment",))}
    resource = "payments"
    serializer_class = serializers.PaymentSerializer
    detail_serializer_class = serializers.PaymentDetailSerializer
    filterset_class = PaymentFilter
    lookup_field = "reference"
    lookup_value_regex = r"[^/\x00]{1,64}"
    ordering_fields = (SortColumn("created_at", "created_at"), SortColumn("reference", "reference"))
    default_ordering = "-created_at"
    expandable = {
        "order": Expansion(
            serializers.OrderSummary, "the order's kind, status and total", ("orders.view_order",), "orders"
        ),
        "refunds": Expansion(serializers.RefundSerializer, "the refunds, as details show them", many=True),
    }
    fetches = {
        "order": lambda payments, _: payments.with_order(),
        "refunds": lambda payments, _: payments.with_refunds(),
    }
    answers_from_rows = True

    def get_queryset(self) -> QuerySet[Payment]:
        return Payment.objects.visible_to(self.request.user)

from drf_spectacular.utils import extend_schema

from apps.core.rest.sorting import SortColumn
from apps.core.rest.v1.views import OldViewSet, OldWriteViewSet
from apps.orders.api.v1 import filters, serializers
from apps.orders.api.v2 import views as v2


@extend_schema(deprecated=True)
class OrderViewSet(OldViewSet, v2.OrderViewSet):
    """Orders under the names of version 1, on numbered pages, with amounts as plain numbers."""

    serializer_class = serializers.OrderSerializer  # type: ignore[assignment] # other names
    detail_serializer_class = serializers.OrderDetailSerializer  # type: ignore[assignment]
    filterset_class = filters.OrderFilter
    ordering_fields = (  # type: ignore[assignment]
        SortColumn("order_date", "placed_at"),
        SortColumn("order_no", "number"),
        SortColumn("amount", "total"),
    )
    default_ordering = "-order_date"
    fetches = {
        "customer_id": lambda orders, _: orders.with_customer(),
        "items": lambda orders, _: orders.with_lines(),
    }


@extend_schema(deprecated=True)
class CustomerViewSet(OldWriteViewSet, v2.CustomerViewSet):
    """Customers under the names of version 1, on numbered pages."""

    serializer_class = serializers.CustomerSerializer  # type: ignore[assignment] # other names
    detail_serializer_class = None  # type: ignore[assignment]
    filterset_class = filters.CustomerFilter
    ordering_fields = (SortColumn("customer_id", "number"), SortColumn("country", "country"))
    default_ordering = "customer_id"
    inputs = {"create": serializers.AddCustomerInput, "partial_update": serializers.ChangeCustomerInput}

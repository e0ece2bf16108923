from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.core.rest.schema import example
from apps.orders.api.v1 import examples
from apps.orders.models import Order, OrderLine


@extend_schema_field({"type": "number"})
class AmountField(serializers.DecimalField):
    """An amount as version 1 writes it: a plain number. The renderer takes care of its digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=3, coerce_to_string=False, read_only=True, **kwargs)


@example("An order", examples.ORDER)
class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order under the names of version 1."""

    order_no = serializers.CharField(source="number", read_only=True)
    order_date = serializers.DateTimeField(source="placed_at", read_only=True)
    order_type = serializers.CharField(source="kind", read_only=True)
    customer_id = serializers.CharField(source="customer.number", default=None, allow_null=True, read_only=True)
    amount = AmountField(source="total")
    item_count = serializers.IntegerField(source="line_count", read_only=True)

    class Meta:
        model = Order
        fields = [
            "order_no",
            "order_date",
            "order_type",
            "status",
            "customer_id",
            "country",
            "amount",
            "currency",
            "item_count",
        ]
        read_only_fields = fields


class OrderItemSerializer(serializers.ModelSerializer[OrderLine]):
    """A line of an order under the names of version 1."""

    product_code = serializers.CharField(source="sku", read_only=True)
    description = serializers.CharField(source="name", read_only=True)
    price = AmountField(source="unit_price")
    amount = AmountField()

    class Meta:
        model = OrderLine
        fields = ["product_code", "description", "quantity", "price", "amount"]
        read_only_fields = fields


@example("An order with its items", examples.ORDER_DETAIL)
class OrderDetailSerializer(OrderSerializer):
    """An order with its items."""

    items = OrderItemSerializer(source="lines", many=True, read_only=True)

    class Meta(OrderSerializer.Meta):
        fields = [*OrderSerializer.Meta.fields, "items"]
        read_only_fields = fields

from rest_framework import serializers

from apps.core.rest.schema import example
from apps.orders.models import Order
from apps.payments.api.v2 import examples
from apps.payments.models import Payment, Refund


class OrderReference(serializers.ModelSerializer[Order]):
    """Which order, and where to read about it."""

    url = serializers.HyperlinkedIdentityField(view_name="order-detail", lookup_field="number")

    class Meta:
        model = Order
        fields = ["number", "url"]
        read_only_fields = fields


class OrderSummary(OrderReference):
    """The order that is paid, as far as a payment is read with it."""

    class Meta(OrderReference.Meta):
        fields = ["number", "url", "kind", "status", "country", "currency", "total", "placed_at"]
        read_only_fields = fields


@example("A payment", examples.PAYMENT)
class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """A payment as lists show it. Amounts are in `currency`."""

    url = serializers.HyperlinkedIdentityField(view_name="payment-detail", lookup_field="reference")
    order = OrderReference(read_only=True)

    class Meta:
        model = Payment
        fields = [
            "reference",
            "url",
            "order",
            "method",
            "status",
            "currency",
            "authorised",
            "captured",
            "refunded",
            "created_at",
        ]
        read_only_fields = fields


class RefundSerializer(serializers.ModelSerializer[Refund]):
    """Money given back, in the payment's currency."""

    class Meta:
        model = Refund
        fields = ["amount", "status", "reason", "created_at"]
        read_only_fields = fields


@example("A payment with its refunds", examples.PAYMENT_DETAIL)
class PaymentDetailSerializer(PaymentSerializer):
    """A payment with its refunds."""

    refunds = RefundSerializer(many=True, read_only=True)

    class Meta(PaymentSerializer.Meta):
        fields = [*PaymentSerializer.Meta.fields, "refunds"]
        read_only_fields = fields

from rest_framework import serializers

from apps.core.rest.canonical_fields import NameField
from apps.core.rest.contact_fields import EmailField
from apps.core.rest.schema import example
from apps.core.rest.v1.fields import AmountField
from apps.core.rest.writing import ChangeInput
from apps.orders.api.v1 import examples
from apps.orders.api.v2 import serializers as v2
from apps.orders.models import Customer, Order, OrderLine


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


@example("A customer", examples.CUSTOMER)
class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """A customer under the names of version 1."""

    customer_id = serializers.CharField(source="number", read_only=True)
    customer_name = serializers.CharField(source="name", read_only=True)
    customer_since = serializers.DateTimeField(source="created_at", read_only=True)

    class Meta:
        model = Customer
        fields = ["customer_id", "customer_name", "email", "country", "customer_since"]
        read_only_fields = fields


class AddCustomerInput(serializers.Serializer[Customer]):
    """A new customer; the shop gives the number."""

    customer_name = NameField(source="name", max_length=200)
    country = v2.CountryField(help_text="ISO 3166 code, or one of the shop's own.")
    email = EmailField(default="", allow_blank=True)


class ChangeCustomerInput(ChangeInput, AddCustomerInput):
    """What to change of a customer; what is left out stays, an empty e-mail address is taken away."""

from rest_framework import serializers

from apps.catalog.api.v1 import examples
from apps.catalog.models import Product
from apps.core.rest.schema import example
from apps.core.rest.v1.fields import AmountField


@example("A product", examples.PRODUCT)
class ProductSerializer(serializers.ModelSerializer[Product]):
    """A product under the names of version 1; `price` is what it costs now, null without a price."""

    product_code = serializers.CharField(source="sku", read_only=True)
    description = serializers.CharField(source="name", read_only=True)
    product_type = serializers.CharField(source="kind", read_only=True)
    active = serializers.BooleanField(source="is_active", read_only=True)
    price = AmountField(allow_null=True)
    currency = serializers.CharField(read_only=True)
    categories = serializers.SlugRelatedField[Product](slug_field="name", many=True, read_only=True)

    class Meta:
        model = Product
        fields = ["product_code", "description", "product_type", "active", "price", "currency", "categories"]
        read_only_fields = fields

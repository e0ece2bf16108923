from rest_framework import serializers

from apps.catalog.api.v2 import examples
from apps.catalog.models import Category, Product
from apps.core.rest.schema import example


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A shelf of the shop."""

    class Meta:
        model = Category
        fields = ["slug", "name"]
        read_only_fields = fields


@example("A product", examples.PRODUCT)
class ProductSerializer(serializers.ModelSerializer[Product]):
    """Something that order lines name by its SKU."""

    url = serializers.HyperlinkedIdentityField(view_name="product-detail", lookup_field="sku")
    categories = CategorySerializer(many=True, read_only=True)

    class Meta:
        model = Product
        fields = ["sku", "url", "name", "kind", "is_active", "categories", "created_at"]
        read_only_fields = fields

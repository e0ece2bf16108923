from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.catalog.api.v2 import examples
from apps.catalog.models import Category, Product, StockItem
from apps.core.rest.schema import example


class CategoryReference(serializers.ModelSerializer[Category]):
    """Which category, and where to read about it."""

    url = serializers.HyperlinkedIdentityField(view_name="category-detail", lookup_field="slug")

    class Meta:
        model = Category
        fields = ["slug", "name", "url"]
        read_only_fields = fields


@example("A category", examples.CATEGORY)
class CategorySerializer(CategoryReference):
    """A shelf of the shop; its products are behind a link."""

    links = serializers.SerializerMethodField()

    class Meta(CategoryReference.Meta):
        fields = [*CategoryReference.Meta.fields, "links"]
        read_only_fields = fields

    @extend_schema_field(
        inline_serializer("CategoryLinks", {"products": serializers.URLField(help_text="The products in it.")})
    )
    def get_links(self, category: Category) -> dict[str, str]:
        request = self.context["request"]
        return {"products": reverse("product-list", request=request, query={"category": category.slug})}


class StockSerializer(serializers.ModelSerializer[StockItem]):
    """Units in the warehouse; `free` ones are promised to nobody."""

    class Meta:
        model = StockItem
        fields = ["on_hand", "reserved", "free"]
        read_only_fields = fields


@example("A product", examples.PRODUCT)
class ProductSerializer(serializers.ModelSerializer[Product]):
    """Something that order lines name by its SKU.

    `price` is what one unit costs now, in `currency`, null as long as it has none. `stock` is null as long as nothing
    was received or counted.
    """

    url = serializers.HyperlinkedIdentityField(view_name="product-detail", lookup_field="sku")
    price = serializers.DecimalField(max_digits=12, decimal_places=3, read_only=True, allow_null=True)
    currency = serializers.CharField(read_only=True)
    stock = StockSerializer(source="stock_item", read_only=True, allow_null=True)
    categories = CategoryReference(many=True, read_only=True)

    class Meta:
        model = Product
        fields = [
            "sku",
            "url",
            "name",
            "kind",
            "is_active",
            "price",
            "currency",
            "stock",
            "categories",
            "created_at",
        ]
        read_only_fields = fields

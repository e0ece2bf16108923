from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.reverse import reverse

from apps.catalog.api.v2 import examples
from apps.catalog.enums import ProductKind
from apps.catalog.models import Category, Product, StockItem
from apps.catalog.rules.skus import LONGEST, check_new_sku
from apps.core.rest.canonical_fields import CanonicalField, NameField
from apps.core.rest.schema import example
from apps.core.rest.strict_fields import FlagField, SlugField
from apps.core.rest.writing import ChangeInput


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


@extend_schema_field(
    {"type": "string", "maxLength": LONGEST, "pattern": r"^\s*[A-Za-z0-9]([A-Za-z0-9 ._+-]*[A-Za-z0-9._+-])?\s*$"}
)
class SkuField(CanonicalField):
    """A SKU for a new product."""

    def canonical(self, text: str) -> str:
        return check_new_sku(text)


class CategoriesField(serializers.ListField):
    """Categories by what names them; all that there are not are named at once."""

    child = SlugField(max_length=50)
    key = "slug"

    def to_internal_value(self, data: Any) -> list[Category]:
        given = super().to_internal_value(data)
        found = Category.objects.visible_to(self.context["request"].user).filter(**{f"{self.key}__in": given})
        there = {getattr(category, self.key) for category in found}
        unknown: Any = {
            position: [ErrorDetail(f"There is no category of this {self.key}.", "does_not_exist")]
            for position, one in enumerate(given)
            if one not in there
        }
        if unknown:
            raise ValidationError(unknown)
        return list(found)

    def to_representation(self, data: Any) -> list[str]:
        """What a form of the browsable API begins with."""
        return [getattr(category, self.key) for category in data.all()]


class KnownOfProduct(serializers.Serializer[Product]):
    """What can be said of a product when it is made and later."""

    name = NameField(max_length=200)
    is_active = FlagField(default=True, help_text="Whether it is for sale.")
    categories = CategoriesField(default=list, max_length=100, help_text="Slugs; those that it stands in, no others.")


class AddProductInput(KnownOfProduct):
    """A new product. It has no price and no stock yet."""

    sku = SkuField(max_length=LONGEST, help_text="Letters, digits, spaces and `. _ + -`; kept in capitals.")
    kind = serializers.ChoiceField(choices=ProductKind.choices, default=ProductKind.GOODS)


class ChangeProductInput(ChangeInput, KnownOfProduct):
    """What to change of a product; what is left out stays. SKU and kind stay for good: history refers to them."""

from rest_framework import serializers

from apps.catalog.api.v1 import examples
from apps.catalog.api.v2.serializers import CategoriesField, SkuField
from apps.catalog.enums import ProductKind
from apps.catalog.models import Product
from apps.catalog.rules.skus import LONGEST
from apps.core.rest.canonical_fields import NameField
from apps.core.rest.schema import example
from apps.core.rest.strict_fields import FlagField, TextField
from apps.core.rest.v1.fields import AmountField
from apps.core.rest.writing import ChangeInput


class CategoryNamesField(CategoriesField):
    """Categories by their names, as version 1 shows them; every one that is called so."""

    child = TextField(max_length=100)  # type: ignore[assignment] # a name is no slug
    key = "name"


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


class KnownOfProduct(serializers.Serializer[Product]):
    """What can be said of a product when it is made and later."""

    description = NameField(source="name", max_length=200)
    active = FlagField(source="is_active", default=True, help_text="Whether it is for sale.")
    categories = CategoryNamesField(default=list, max_length=100, help_text="Those that it stands in, no others.")


class AddProductInput(KnownOfProduct):
    """A new product. It has no price yet."""

    product_code = SkuField(
        source="sku", max_length=LONGEST, help_text="Letters, digits, spaces and `. _ + -`; kept in capitals."
    )
    product_type = serializers.ChoiceField(source="kind", choices=ProductKind.choices, default=ProductKind.GOODS)


class ChangeProductInput(ChangeInput, KnownOfProduct):
    """What to change of a product; what is left out stays. Code and type stay for good."""

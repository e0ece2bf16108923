import django_filters

from apps.catalog.api.v2 import filters as v2
from apps.catalog.enums import ProductKind
from apps.core.rest.filters import FlagFilter, TextFilter


class ProductFilter(v2.ProductFilter):
    """The filters of version 2 under the names of version 1."""

    sku = kind = name = is_active = category = in_stock = price_from = price_to = None  # type: ignore[assignment] # how a filter is left out
    product_code = v2.SkuFilter("sku", label="Product code", max_length=4000, help_text="One code, or several.")
    product_type = django_filters.ChoiceFilter(field_name="kind", label="Product type", choices=ProductKind.choices)
    description = TextFilter("name", label="Description", max_length=200, help_text="Part of the description.")
    active = FlagFilter("is_active", label="Active")

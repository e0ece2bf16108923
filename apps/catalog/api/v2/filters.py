from typing import Any

import django_filters

from apps.catalog.enums import ProductKind
from apps.catalog.models import Product
from apps.catalog.rules.skus import read_sku_list
from apps.core.rest.filters import FlagFilter


class SkuFilter(django_filters.CharFilter):
    """One SKU or a pasted list of them, written as people like; they are kept in capitals."""

    def filter(self, qs: Any, value: str) -> Any:
        skus = read_sku_list(value)
        return qs.filter(sku__in=skus) if skus else qs


class ProductFilter(django_filters.FilterSet):
    sku = SkuFilter(max_length=4000, help_text="One SKU, or several between commas.")
    kind = django_filters.ChoiceFilter(choices=ProductKind.choices)
    is_active = FlagFilter(help_text="true: what is sold now; false: what is not.")
    category = django_filters.CharFilter(
        "categories__slug", label="Category", max_length=50, help_text="The slug of a category it stands in."
    )
    name = django_filters.CharFilter("name", "icontains", max_length=200, help_text="Part of the name.")

    class Meta:
        model = Product
        fields: list[str] = []

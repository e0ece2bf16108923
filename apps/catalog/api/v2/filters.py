from typing import Any

import django_filters

from apps.catalog.enums import ProductKind
from apps.catalog.models import Product


class SkuFilter(django_filters.CharFilter):
    """SKUs are kept in capitals; people may write them as they like."""

    def filter(self, qs: Any, value: str) -> Any:
        return super().filter(qs, value.upper())


class ProductFilter(django_filters.FilterSet):
    sku = SkuFilter(max_length=40)
    kind = django_filters.ChoiceFilter(choices=ProductKind.choices)
    name = django_filters.CharFilter("name", "icontains", max_length=200, help_text="Part of the name.")

    class Meta:
        model = Product
        fields: list[str] = []

from decimal import Decimal
from typing import Any

import django_filters

from apps.catalog.enums import ProductKind
from apps.catalog.models import Product
from apps.catalog.querysets import ProductQuerySet
from apps.catalog.rules.skus import read_sku_list
from apps.core.rest.filters import AmountFilter, FlagFilter, TextFilter


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
    name = TextFilter(max_length=200, help_text="Part of the name.")
    in_stock = FlagFilter(method="filter_in_stock", label="In stock", help_text="true: a unit is free; false: none is.")
    price_from = AmountFilter(method="filter_price_from", label="Price from", help_text="Costs so much now, or more.")
    price_to = AmountFilter(method="filter_price_to", label="Price to", help_text="Costs so much now, or less.")

    class Meta:
        model = Product
        fields: list[str] = []

    def filter_in_stock(self, products: ProductQuerySet, name: str, value: bool) -> ProductQuerySet:
        return products.in_stock(value)

    def filter_price_from(self, products: ProductQuerySet, name: str, value: Decimal) -> ProductQuerySet:
        return products.priced(gte=value)

    def filter_price_to(self, products: ProductQuerySet, name: str, value: Decimal) -> ProductQuerySet:
        return products.priced(lte=value)

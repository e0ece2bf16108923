from typing import Any

from django.db.models import QuerySet

from apps.catalog.api.v2.filters import ProductFilter
from apps.catalog.api.v2.serializers import (
    AddProductInput,
    CategoryReference,
    CategorySerializer,
    ChangeProductInput,
    ProductSerializer,
)
from apps.catalog.models import Category, Product
from apps.catalog.services.products import add_product, change_product
from apps.core.policy import holders
from apps.core.rest.selection import Expansion
from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ReadViewSet
from apps.core.rest.writing import AddViewSet, ChangeViewSet


class ProductViewSet(AddViewSet, ChangeViewSet):
    """Products: goods, and services or fees that stand on orders."""

    policy = {
        "read": holders("catalog.view_product"),
        "add": holders("catalog.add_product", besides=("catalog.view_product",)),  # the answer shows it
        "change": holders("catalog.change_product"),
    }
    resource = "products"
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    lookup_field = "sku"
    lookup_value_regex = r"[^\x00]{1,40}"  # real SKUs have spaces; a slash would be part of one too
    ordering_fields = (SortColumn("sku", "sku"), SortColumn("name", "name"))
    default_ordering = "sku"
    expandable = {"categories": Expansion(CategoryReference, "the categories, as without it", many=True)}
    fetches = {
        "price": lambda products, _: products.with_price(),
        "currency": lambda products, _: products.with_price(),
        "stock": lambda products, _: products.with_stock(),
        "categories": lambda products, _: products.with_categories(),
    }
    answers_from_rows = True
    inputs = {"create": AddProductInput, "partial_update": ChangeProductInput}

    def get_queryset(self) -> QuerySet[Product]:
        return Product.objects.visible_to(self.request.user)

    def add(self, **values: Any) -> Product:
        return add_product(**values)

    def change(self, row: Product, **values: Any) -> Product:
        return change_product(product=row, **values)


class CategoryViewSet(ReadViewSet):
    """Categories, the shelves that products stand on."""

    policy = {"read": holders("catalog.view_category")}
    resource = "categories"
    serializer_class = CategorySerializer
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]{1,50}"
    ordering_fields = (SortColumn("slug", "slug"), SortColumn("name", "name"))
    default_ordering = "slug"

    def get_queryset(self) -> QuerySet[Category]:
        return Category.objects.visible_to(self.request.user)

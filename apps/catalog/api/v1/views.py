from drf_spectacular.utils import extend_schema

from apps.catalog.api.v1.filters import ProductFilter
from apps.catalog.api.v1.serializers import AddProductInput, ChangeProductInput, ProductSerializer
from apps.catalog.api.v2 import views as v2
from apps.core.rest.sorting import SortColumn
from apps.core.rest.v1.views import OldWriteViewSet


@extend_schema(deprecated=True)
class ProductViewSet(OldWriteViewSet, v2.ProductViewSet):
    """Products under the names of version 1, on numbered pages, with prices as plain numbers."""

    serializer_class = ProductSerializer  # type: ignore[assignment] # other names
    filterset_class = ProductFilter
    ordering_fields = (SortColumn("product_code", "sku"), SortColumn("description", "name"))
    default_ordering = "product_code"
    fetches = {"product_code": lambda products, _: products.with_price().with_categories()}
    inputs = {"create": AddProductInput, "partial_update": ChangeProductInput}

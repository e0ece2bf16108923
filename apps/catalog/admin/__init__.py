from apps.catalog.admin.categories import CategoryAdmin
from apps.catalog.admin.prices import PriceAdmin
from apps.catalog.admin.products import ProductAdmin
from apps.catalog.admin.stock import StockItemAdmin, StockMovementAdmin

__all__ = ["CategoryAdmin", "PriceAdmin", "ProductAdmin", "StockItemAdmin", "StockMovementAdmin"]

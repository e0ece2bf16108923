from apps.catalog.models.category import Category
from apps.catalog.models.price import Price
from apps.catalog.models.product import Product
from apps.catalog.models.stock import StockItem, StockMovement

__all__ = ["Category", "Price", "Product", "StockItem", "StockMovement"]

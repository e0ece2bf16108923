from apps.catalog.models.category import Category
from apps.catalog.models.product import Product

__all__ = ["Category", "Product"]

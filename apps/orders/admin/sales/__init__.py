"""Sales: on the first page of a period, against the period before; on a product's page of the last year."""

from apps.orders.admin.sales.panel import sales
from apps.orders.admin.sales.product import sales_of_product

__all__ = ["sales", "sales_of_product"]

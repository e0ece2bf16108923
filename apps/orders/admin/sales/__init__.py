"""Sales on the first page: figures and charts of a period, against the period before."""

from apps.orders.admin.sales.panel import sales

__all__ = ["sales"]

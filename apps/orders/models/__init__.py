from apps.orders.models.customer import Customer
from apps.orders.models.import_job import ImportJob, ImportRejection
from apps.orders.models.order import Order
from apps.orders.models.order_line import OrderLine
from apps.orders.models.status_change import StatusChange

__all__ = ["Customer", "ImportJob", "ImportRejection", "Order", "OrderLine", "StatusChange"]

from apps.orders.admin.customers import CustomerAdmin
from apps.orders.admin.imports import ImportJobAdmin, ImportRejectionAdmin
from apps.orders.admin.lines import OrderLineAdmin
from apps.orders.admin.orders import OrderAdmin
from apps.orders.admin.status_changes import StatusChangeAdmin

__all__ = [
    "CustomerAdmin",
    "ImportJobAdmin",
    "ImportRejectionAdmin",
    "OrderAdmin",
    "OrderLineAdmin",
    "StatusChangeAdmin",
]

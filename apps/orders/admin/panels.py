"""What pages of lower apps, and the first page, show of orders."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.catalog.models import Product
from apps.core.backoffice.figures import Figure
from apps.core.backoffice.pages import BoundedPaginator
from apps.core.backoffice.panels import ChartsPanel, DashboardPanel, RelatedPanel
from apps.core.backoffice.problems import Problem
from apps.core.backoffice.tables import list_url, table
from apps.core.backoffice.viewer import may_open
from apps.orders.admin.sales import sales, sales_of_product
from apps.orders.enums import OrderKind, OrderStatus
from apps.orders.models import Customer, ImportJob, Order, OrderLine

USUALLY_PAID_WITHIN = timedelta(days=3)
SALES_OF_PRODUCT = ChartsPanel(
    title="Sales",
    permission="orders.view_orderline",
    charts=sales_of_product,
    empty="Nobody has bought this product.",
)
LINES_OF_PRODUCT = RelatedPanel(
    title="Newest order lines",
    model=OrderLine,
    path="product",
    columns=("order_link", "quantity_number", "price", "amount_money", "placed"),
    ordering=("-id",),
    limit=20,
    empty="Nobody has ordered this product.",
)
IMPORT_OF_JOB = RelatedPanel(
    title="Import",
    model=ImportJob,
    path="job",
    columns=("import_link", "state_chip", "rows_read_number", "lines_stored_number", "left_out"),
    ordering=("id",),
)
IMPORTS_OF_UPLOAD = RelatedPanel(
    title="Imports of this file",
    model=ImportJob,
    path="sha256",
    by="sha256",
    columns=("import_link", "state_chip", "rows_read_number", "lines_stored_number", "left_out", "created"),
    ordering=("-id",),
)
CUSTOMER_OF_USER = RelatedPanel(
    title="Customer",
    model=Customer,
    path="user",
    columns=("customer_link", "email", "country", "created"),
    ordering=("id",),
)


def figures(request: HttpRequest) -> dict[str, Any]:
    """How many there are of what the person may see; big tables by the planner's estimate."""
    shown = []
    for model in (Order, OrderLine, Customer, Product):
        if may_open(model):
            hedge, _, number = BoundedPaginator(model._default_manager.order_by("pk"), 1).count_text.rpartition(" ")
            title = str(model._meta.verbose_name_plural)
            shown.append(Figure(title=title, value=number, url=list_url(model), hedge=hedge))
    return {"figures": shown}


def newest_orders(request: HttpRequest) -> dict[str, Any]:
    columns = ("order_link", "kind_chip", "status_chip", "customer_link", "lines", "total_money", "placed")
    minor = ("kind_chip", "customer_link", "lines", "placed")
    newest = table(request, Order, columns=columns, ordering=("-placed_at", "-id"), limit=8, minor=minor)
    return {"table": newest, "empty": "No orders yet. Import a file of order lines to begin."}


def last_imports(request: HttpRequest) -> dict[str, Any]:
    columns = ("import_link", "state_chip", "progress", "lines_stored_number", "left_out", "created")
    minor = ("progress", "left_out", "created")
    newest = table(request, ImportJob, columns=columns, ordering=("-id",), limit=5, minor=minor)
    return {"table": newest, "empty": "Nothing has been imported yet."}


def unpaid_since() -> datetime:
    return timezone.now() - USUALLY_PAID_WITHIN


PROBLEMS = (
    Problem(
        "Orders not paid for three days",
        "orders.view_order",
        lambda: Order.objects.waiting_for_money_since(unpaid_since()),
        lambda: list_url(
            Order,
            kind__exact=OrderKind.SALE.value,
            status__exact=OrderStatus.PLACED.value,
            placed_at__lt=unpaid_since().isoformat(),
        ),
    ),
)
DASHBOARD = (
    DashboardPanel(
        title="Sales",
        permission="orders.view_order",
        context=sales,
        template="admin/dashboard/sales.html",
        position=10,
        wide=True,
    ),
    DashboardPanel(
        title="What is here",
        permission="orders.view_order",
        context=figures,
        template="admin/dashboard/figures.html",
        position=50,
        wide=True,
    ),
    DashboardPanel(
        title="Newest orders", permission="orders.view_order", context=newest_orders, position=20, wide=True
    ),
    DashboardPanel(
        title="Last imports", permission="orders.view_importjob", context=last_imports, position=30, wide=True
    ),
)

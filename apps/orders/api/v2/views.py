from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.core.policy import holders
from apps.core.rest.selection import Expansion
from apps.core.rest.sorting import SortColumn
from apps.core.rest.views import ListViewSet, ReadViewSet
from apps.core.rest.writing import AddViewSet, ChangeViewSet
from apps.orders.api.v2 import filters, serializers
from apps.orders.models import Customer, ImportJob, ImportRejection, Order
from apps.orders.services.customers import add_customer, change_customer

LARGEST_OF_MANY = 50  # rows on a page that shows many more of each
NEWEST_ORDERS = 10
NUMBER = r"[^/\x00]{1,20}"


class NumberedViewSet(ReadViewSet):
    """Details by number. Numbers are kept in capitals, however the address writes them."""

    lookup_field = "number"
    lookup_value_regex = NUMBER

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.detail:
            self.kwargs["number"] = self.kwargs["number"].upper()
        super().initial(request, *args, **kwargs)


class OrderViewSet(NumberedViewSet):
    """Orders: sales, credit notes and adjustments. Customers see their own."""

    policy = {"read": holders("orders.view_order", "orders.view_own_orders", all_rows=("orders.view_order",))}
    resource = "orders"
    serializer_class = serializers.OrderSerializer
    detail_serializer_class = serializers.OrderDetailSerializer
    filterset_class = filters.OrderFilter
    ordering_fields = (
        SortColumn("placed_at", "placed_at"),
        SortColumn("number", "number"),
        SortColumn("total", "total"),
        SortColumn("customer", "customer__number", nulls="last"),
    )
    default_ordering = "-placed_at"
    expandable = {
        "customer": Expansion(
            serializers.CustomerSerializer,
            "the customer with e-mail and country",
            ("orders.view_customer",),
            "customers",
        ),
        "lines": Expansion(
            serializers.OrderLineSerializer, "the lines, as details show them", many=True, largest_page=LARGEST_OF_MANY
        ),
        "lines.product": Expansion(
            serializers.LineProductSerializer, "what the SKU names today", ("catalog.view_product",), "products"
        ),
    }
    fetches = {
        "customer": lambda orders, _: orders.with_customer(),
        "lines": lambda orders, _: orders.with_lines(),
        "lines.product": lambda orders, _: orders.with_lines_and_products(),
    }
    answers_from_rows = True

    def get_queryset(self) -> QuerySet[Order]:
        return Order.objects.visible_to(self.request.user)


class CustomerViewSet(AddViewSet, ChangeViewSet, NumberedViewSet):
    """Customers. A customer sees their own record."""

    policy = {
        "read": holders("orders.view_customer", "orders.view_own_orders", all_rows=("orders.view_customer",)),
        "add": holders("orders.add_customer", besides=("orders.view_customer",)),  # the answer shows it
        "change": holders("orders.change_customer"),
    }
    resource = "customers"
    serializer_class = serializers.CustomerSerializer
    detail_serializer_class = serializers.CustomerDetailSerializer
    filterset_class = filters.CustomerFilter
    ordering_fields = (SortColumn("number", "number"), SortColumn("country", "country"))
    default_ordering = "number"
    expandable = {
        "orders": Expansion(
            serializers.OrderOfCustomerSerializer,
            f"the newest {NEWEST_ORDERS} orders of each; `/orders/?customer=` has them all",
            ("orders.view_order", "orders.view_own_orders"),
            "orders",
            many=True,
            source="newest_orders",
            largest_page=LARGEST_OF_MANY,
        )
    }
    fetches = {"orders": lambda customers, user: customers.with_newest_orders(user, NEWEST_ORDERS)}
    answers_from_rows = True
    inputs = {"create": serializers.AddCustomerInput, "partial_update": serializers.ChangeCustomerInput}

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.request.user)

    def add(self, **values: Any) -> Customer:
        return add_customer(**values)

    def change(self, row: Customer, **values: Any) -> Customer:
        return change_customer(customer=row, **values)


class ImportViewSet(ReadViewSet):
    """Imports of order files, with the state of their jobs."""

    policy = {"read": holders("orders.view_importjob")}
    resource = "imports"
    serializer_class = serializers.ImportSerializer
    filterset_class = filters.ImportFilter
    lookup_field = "job_id"
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"
    ordering_fields = (SortColumn("id", "id"),)
    default_ordering = "-id"
    fetches = {"job": lambda imports, _: imports.with_job()}
    answers_from_rows = True

    def get_queryset(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.visible_to(self.request.user)


class RejectionViewSet(ListViewSet):
    """What an import did not store, in the order of the file."""

    policy = {"read": holders("orders.view_importjob")}
    resource = "imports"
    queryset = ImportRejection.objects.none()
    serializer_class = serializers.ImportRejectionSerializer
    filterset_class = filters.RejectionFilter
    ordering_fields = (SortColumn("id", "id"), SortColumn("line", "line"), SortColumn("code", "code"))
    default_ordering = "id"
    answers_from_rows = True

    def get_queryset(self) -> QuerySet[ImportRejection]:
        return ImportRejection.objects.visible_to(self.request.user).filter(import_job__job_id=self.kwargs["id"])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        get_object_or_404(ImportJob.objects.visible_to(request.user), job_id=self.kwargs["id"])
        return super().list(request, *args, **kwargs)

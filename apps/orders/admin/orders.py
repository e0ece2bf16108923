from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from apps.catalog.models import Product
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import code, link, link_to, moment, money, number, state
from apps.core.backoffice.filters import DistinctValuesFilter
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.panels import RelatedPanel
from apps.core.backoffice.searching import search_steps
from apps.orders.admin.tones import KIND_TONES, ORDER_TONES
from apps.orders.models import Customer, Order, OrderLine, StatusChange

LINES_SHOWN = 200


@admin.register(Order)
class OrderAdmin(ShopModelAdmin):
    """Orders, newest first. Nothing is edited here: state changes through services alone."""

    area = Area.SALES
    position = 10
    icon = "receipt_long"
    list_display = (
        "number",
        "kind_chip",
        "status_chip",
        "customer_link",
        "country",
        "lines",
        "total_money",
        "placed",
    )
    more_columns = ("created", "import_link")
    list_select_related = ("customer", "imported_by")
    list_filter = ("status", "kind", ("country", DistinctValuesFilter))
    list_lookups = ("customer__id__exact", "imported_by__id__exact", "currency__exact")
    date_hierarchy = "placed_at"
    ordering = ("-placed_at", "-id")
    sortable_by = ("number", "total_money", "placed")
    search_fields = ("=number", "^number")
    search_help_text = "Order or customer number, e-mail, SKU"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("status_chip", "kind_chip"),
                    ("total_money", "lines"),
                    ("customer_link", "country"),
                    ("placed", "created"),
                )
            },
        ),
        (
            "Where it comes from",
            {"classes": ("collapse",), "fields": (("import_link", "source_section"), ("source_rows", "digest"))},
        ),
    )
    panels = (
        RelatedPanel(
            title="Lines",
            model=OrderLine,
            path="order",
            columns=("position_number", "sku_link", "name", "quantity_number", "price", "amount_money"),
            ordering=("position",),
            limit=LINES_SHOWN,
            count=lambda order: order.line_count,
            empty="This order has no lines.",
        ),
        RelatedPanel(
            title="Status",
            model=StatusChange,
            path="order",
            columns=("change", "by_link", "reason", "at"),
            ordering=("id",),
            empty="No change is recorded: the order came in with this status.",
        ),
    )

    kind_chip = state("kind", KIND_TONES)
    status_chip = state("status", ORDER_TONES)
    customer_link = link("customer")
    lines = number("line_count", title="lines")
    total_money = money("total", "currency")
    placed = moment("placed_at")
    created = moment("created_at", title="in this shop since")
    import_link = link("imported_by", title="import")
    digest = code("source_digest", title="digest of its rows")

    @admin.display(description="order")
    def order_link(self, order: Order) -> SafeString:
        return link_to(order)

    def search_steps(self, queryset: Any, term: str) -> Iterator[QuerySet[Any]]:
        """The order of that number, else a customer's orders, else those with the SKU, else numbers that begin so."""
        number_equal, *number_begins = search_steps(queryset, self.search_fields, term)
        yield number_equal
        customers = search_steps(Customer.objects.all(), ("=number", "=email"), term)
        yield from (queryset.filter(customer__in=found) for found in customers)
        # Asked first: for a SKU that nobody knows, the planner would walk through the orders.
        if Product.objects.filter(sku=term.upper()).exists():
            yield queryset.with_product(term)
        yield from number_begins

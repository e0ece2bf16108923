from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from apps.catalog.models import Product
from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import amount_text, code, link, link_to, moment, money, number, number_text, state
from apps.core.backoffice.figures import Figure
from apps.core.backoffice.heading import Heading, Neighbour
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import TRAIL, FiguresPanel, RelatedPanel
from apps.core.backoffice.searching import search_steps
from apps.core.backoffice.viewer import may_open
from apps.core.querysets import HasText
from apps.orders.admin.countries import CountryFilter, country_text
from apps.orders.admin.tones import KIND_TONES, ORDER_TONES
from apps.orders.models import Customer, Order, OrderLine, StatusChange
from apps.orders.selectors import totals_of_order

LINES_SHOWN = 200
SHORTEST_NAME = 3  # a trigram


def totals(order: Order) -> list[Figure]:
    """Goods, services and their sum below the lines."""
    found = totals_of_order(order)
    return [
        Figure("Units", number_text(found.units)),
        Figure("Goods", amount_text(found.goods, order.currency), unit=order.currency),
        Figure("Postage and other services", amount_text(found.services, order.currency), unit=order.currency),
        Figure("Total", amount_text(found.amount, order.currency), unit=order.currency),
    ]


@admin.register(Order)
class OrderAdmin(Noted, ShopModelAdmin):
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
    list_filter = ("status", "kind", ("country", CountryFilter))
    list_lookups = ("customer__id__exact", "imported_by__id__exact", "created_at__exact", "currency__exact")
    date_hierarchy = "placed_at"
    ordering = ("-placed_at", "-id")
    sortable_by = ("number", "total_money", "placed")
    search_fields = ("=number", "^number")
    search_help_text = "Order or customer number, name, e-mail, SKU"
    fieldsets = (
        (
            "Where it comes from",
            {
                "classes": ("collapse",),
                "fields": (("import_link", "created"), ("source_section", "source_rows"), "digest"),
            },
        ),
    )
    panels = (
        RelatedPanel(
            title="Lines",
            model=OrderLine,
            path="order",
            columns=("position_number", "sku_link", "name", "quantity_number", "price", "amount_money"),
            ordering=("position",),
            minor=("position_number", "price"),
            limit=LINES_SHOWN,
            count=lambda order: order.line_count,
            empty="This order has no lines.",
        ),
        FiguresPanel(title="Totals", permission="orders.view_orderline", figures=totals),
        RelatedPanel(
            title="Status",
            model=StatusChange,
            path="order",
            columns=("change", "by_link", "reason", "at"),
            ordering=("id",),
            minor=("by_link", "reason"),
            empty="No change is recorded: the order came in with this status.",
        ),
        TRAIL,
    )

    kind_chip = state("kind", KIND_TONES)
    status_chip = state("status", ORDER_TONES)
    customer_link = link("customer", plain=("customer__number", "customer__name"))
    lines = number("line_count", title="lines")
    total_money = money("total", "currency")
    placed = moment("placed_at")
    created = moment("created_at", title="in this shop since")
    import_link = link("imported_by", title="import", plain=("imported_by__file_name",))
    digest = code("source_digest", title="digest of its rows")

    @admin.display(description="order")
    def order_link(self, order: Order) -> SafeString:
        return link_to(order)

    def heading(self, request: HttpRequest, order: Order) -> Heading:
        """Number, kind, states, customer and total; the orders placed before and after it."""
        visible = Order.objects.visible_to(request.user)
        return Heading(
            kind=order.get_kind_display(),
            name=order.number,
            states=[self.status_chip(order)],
            figure=Figure("Total", amount_text(order.total, order.currency), unit=order.currency),
            facts=[
                ("Customer", self.customer_link(order)),
                ("Country", country_text(order.country)),
                ("Placed", self.placed(order)),
            ],
            before=Neighbour.of(visible.before(order)),
            after=Neighbour.of(visible.after(order)),
            printed=True,
        )

    def search_steps(self, queryset: Any, term: str) -> Iterator[QuerySet[Any]]:
        """The order of that number; a customer's; those with the SKU; numbers that begin so; those of such names."""
        number_equal, *number_begins = search_steps(queryset, self.search_fields, term)
        yield number_equal
        # Who may not read addresses must not guess them either; number and name stand in the list.
        known_by = ("=number", "=email") if may_open(Customer) else ("=number",)
        customers = search_steps(Customer.objects.all(), known_by, term)
        yield from (queryset.filter(customer__in=found) for found in customers)
        # Asked first: for a SKU that nobody knows, the planner would walk through the orders.
        if Product.objects.filter(sku=term.upper()).exists():
            yield queryset.with_product(term)
        yield from number_begins
        if len(term) >= SHORTEST_NAME and Customer.objects.filter(HasText(F("name"), term)).exists():
            yield queryset.filter(customer__in=Customer.objects.filter(HasText(F("name"), term)))

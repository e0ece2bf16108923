from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link, link_to, moment, money, number
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.orders.models import OrderLine


@admin.register(OrderLine)
class OrderLineAdmin(ShopModelAdmin):
    """Every line of every order: the biggest list of the shop, read by indexes alone."""

    area = Area.SALES
    position = 30
    icon = "list_alt"
    list_display = (
        "sku",
        "name",
        "order_link",
        "position_number",
        "quantity_number",
        "price",
        "amount_money",
        "placed",
    )
    more_columns = ("product_link",)
    list_select_related = ("order", "product")
    list_lookups = (
        "order__id__exact",
        "product__id__exact",
        # What the dashboard counts as sold of a product.
        "order__kind__exact",
        "order__status__in",
        "order__currency__exact",
        "order__placed_at__gte",
        "order__placed_at__lt",
    )
    # The unique index on (order, position) serves it; `order` alone would sort by the order's own ordering, by a join.
    ordering = ("-order_id", "position")
    sortable_by = ()
    search_fields = ("=order__number", "=product__sku")
    search_help_text = "Order number or SKU"
    fields = (
        "order_link",
        "position_number",
        "product_link",
        "sku",
        "name",
        "quantity_number",
        "price",
        "amount_money",
        "placed",
    )

    order_link = link("order", plain=("order__number",))
    product_link = link("product", plain=("product__sku",))
    position_number = number("position")
    quantity_number = number("quantity")
    price = money("unit_price", "order__currency", title="unit price")
    amount_money = money("amount", "order__currency")
    placed = moment("order__placed_at", title="placed")

    @admin.display(description="SKU")
    def sku_link(self, line: OrderLine) -> SafeString:
        return link_to(line.product, line.sku)

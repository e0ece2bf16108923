from django.contrib import admin
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.cells import link, link_to, moment
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import TRAIL, RelatedPanel
from apps.orders.admin.countries import CountryFilter
from apps.orders.models import Customer, Order
from apps.uploads.models import Upload


@admin.register(Customer)
class CustomerAdmin(Noted, ShopModelAdmin):
    """Who buys. Name and e-mail may be put right; the number stays."""

    area = Area.SALES
    position = 20
    icon = "groups"
    list_display = ("number", "name", "email", "country", "user_link", "created")
    list_select_related = ("user",)
    list_filter = (("country", CountryFilter),)
    list_lookups = ("created_at__exact",)
    ordering = ("number",)
    sortable_by = ("number",)
    search_fields = ("=number", "=email", "^number", "name")
    search_help_text = "Number, e-mail or name"
    fields = ("number", "name", "email", "country", "user_link", "created")
    editable_fields = ("name", "email")
    panels = (
        RelatedPanel(
            title="Orders",
            model=Order,
            path="customer",
            columns=("order_link", "kind_chip", "status_chip", "lines", "total_money", "placed"),
            ordering=("-placed_at", "-id"),
            minor=("kind_chip", "lines", "placed"),
            limit=20,
            empty="No orders yet.",
        ),
        RelatedPanel(
            title="Files sent",
            model=Upload,
            path="owner__id",
            by="user_id",
            columns=("upload_link", "kind_chip", "size_text", "created"),
            ordering=("-created_at",),
        ),
        TRAIL,
    )

    user_link = link("user", title="signs in as")
    created = moment("created_at", title="known since")

    @admin.display(description="customer")
    def customer_link(self, customer: Customer) -> SafeString:
        return link_to(customer)

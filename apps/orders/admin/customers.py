from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from apps.core.backoffice.areas import Area
from apps.core.backoffice.canonical_fields import NameField
from apps.core.backoffice.cells import link, link_to, moment
from apps.core.backoffice.contact_fields import EmailField, PhoneField
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import TRAIL, RelatedPanel
from apps.core.backoffice.viewer import signed_in
from apps.orders.admin.countries import CountryFilter
from apps.orders.models import Customer, Order
from apps.orders.services.customers import change_customer
from apps.uploads.models import Upload


class CustomerForm(forms.ModelForm):
    """What may be put right of a customer."""

    name = NameField(required=False, max_length=200)
    email = EmailField(required=False)
    phone = PhoneField(required=False, help_text="With a plus, such as +44 20 7946 0000, or as dialled in the country.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields["phone"]
        assert isinstance(phone, PhoneField)
        phone.country = self.instance.country


@admin.register(Customer)
class CustomerAdmin(Noted, ShopModelAdmin):
    """Who buys. Name, e-mail and phone may be put right; the number stays."""

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
    fields = ("number", "name", "email", "phone", "country", "user_link", "created")
    editable_fields = ("name", "email", "phone")
    form = CustomerForm
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

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        change_customer(customer=obj, by=signed_in(request), **form.cleaned_data)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The service has written it down."""

    @admin.display(description="customer")
    def customer_link(self, customer: Customer) -> SafeString:
        return link_to(customer)

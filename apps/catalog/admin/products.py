from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.catalog.admin.cells import free_units
from apps.catalog.admin.charts import price_over_time
from apps.catalog.admin.forms import AdjustForm, ReceiveForm, ReleaseForm, ReserveForm, SetPriceForm, TakeStockForm
from apps.catalog.enums import ProductKind
from apps.catalog.models import Price, Product, StockMovement
from apps.catalog.services.prices import set_price
from apps.catalog.services.products import change_product
from apps.catalog.services.stock import adjust_stock, receive_stock, release_stock, reserve_stock, take_stock
from apps.core.backoffice.areas import Area
from apps.core.backoffice.canonical_fields import NameField
from apps.core.backoffice.cells import (
    Tone,
    amount_text,
    code,
    flag,
    link_to,
    moment,
    money,
    number,
    number_text,
    state,
)
from apps.core.backoffice.dialogs import dialog_action
from apps.core.backoffice.figures import Figure
from apps.core.backoffice.heading import Heading, Neighbour
from apps.core.backoffice.model_admin import ShopModelAdmin
from apps.core.backoffice.notes import Noted
from apps.core.backoffice.panels import ChartsPanel, RelatedPanel
from apps.core.backoffice.viewer import signed_in


class ProductForm(forms.ModelForm):
    name = NameField(required=False, max_length=200)

    class Meta:
        labels = {"is_active": "For sale"}
        widgets = {"categories": UnfoldAdminCheckboxSelectMultipleWidget}


@admin.register(Product)
class ProductAdmin(Noted, ShopModelAdmin):
    """What order lines name. The SKU stays as it is: history refers to it. Prices and stock change by dialogs."""

    area = Area.CATALOGUE
    position = 10
    icon = "inventory_2"
    list_display = ("sku_code", "name", "kind_chip", "active", "price_money", "on_hand_units", "free_level", "created")
    list_filter = ("kind", "is_active", "categories")
    list_lookups = ("created_at__exact",)
    ordering = ("sku",)
    sortable_by = ("sku_code",)
    search_fields = ("=sku", "^sku", "name")
    search_help_text = "SKU or name"
    fields = ("sku_code", "name", "kind_chip", "is_active", "categories", "created")
    editable_fields = ("name", "is_active", "categories")
    form = ProductForm
    actions_detail = (
        "price",
        {"title": "Stock", "icon": "warehouse", "items": ("receive", "reserve", "release", "adjust", "count")},
    )
    panels = (
        ChartsPanel(title="Price", permission="catalog.view_price", charts=price_over_time),
        RelatedPanel(
            title="Prices",
            model=Price,
            path="product",
            columns=("begins", "amount_money", "why", "set_by_link", "set_at"),
            ordering=("-valid_from", "-id"),
            empty="This product has no price yet: nobody can buy it until one is set.",
        ),
        RelatedPanel(
            title="Stock movements",
            model=StockMovement,
            path="item__product",
            columns=("at", "kind_chip", "moved", "reserved_change", "left", "why", "by_link"),
            ordering=("-id",),
            empty="Nothing of this product was ever received or counted.",
        ),
    )

    sku_code = code("sku", title="SKU")
    kind_chip = state("kind", {ProductKind.SERVICE: Tone.PLAIN})
    active = flag("is_active", "For sale", "Withdrawn", tones=(Tone.OK, Tone.PLAIN))
    price_money = money("price", "currency")
    on_hand_units = number("stock_item__on_hand", title="on hand")
    reserved_units = number("stock_item__reserved", title="reserved")
    free_level = free_units("stock_item__free")
    created = moment("created_at", title="first seen")

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        change_product(product=obj, by=signed_in(request), **form.cleaned_data)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has set the categories."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The service has written it down."""

    @admin.display(description="product")
    def product_link(self, product: Product) -> SafeString:
        return link_to(product)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Whoever may not change the categories reads them in a field that asks for them again and again."""
        if context["original"] and not self.has_change_permission(request):
            prefetch_related_objects([context["original"]], "categories")
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return super().get_queryset(request).with_price().with_stock()  # type: ignore[attr-defined]

    def heading(self, request: HttpRequest, product: Any) -> Heading:
        """SKU, name, price and stock as they stand; the products before and after it, by SKU."""
        price = None if product.price is None else amount_text(product.price, product.currency)
        visible = Product.objects.visible_to(request.user)
        return Heading(
            kind=product.get_kind_display(),
            name=str(product),
            states=[self.active(product)],
            figure=Figure("Price", price, unit=product.currency) if price else Figure("Price", "none yet"),
            facts=[
                ("On hand", self.on_hand_units(product)),
                ("Reserved", self.reserved_units(product)),
                ("Free", self.free_level(product)),
            ],
            before=Neighbour.of(visible.before(product)),
            after=Neighbour.of(visible.after(product)),
        )

    @dialog_action(
        "Set price",
        title="Set the price",
        about="It counts for new orders. What was ordered before keeps the price it had.",
        form=SetPriceForm,
        icon="sell",
        permission="catalog.set_price",
        variant=ActionVariant.DEFAULT,
    )
    def price(
        self, request: HttpRequest, product: Product, *, amount: Decimal, reason: str, valid_from: datetime | None
    ) -> Product:
        price = set_price(
            product=product,
            amount=amount,
            currency=settings.CURRENCY,
            by=signed_in(request),
            reason=reason,
            valid_from=valid_from,
        )
        self.message_user(request, f"{product.sku} costs {price} from {price.valid_from:%d %b %Y %H:%M} on.")
        return product

    @dialog_action(
        "Receive",
        title="Receive stock",
        about="Units that came in and lie in the warehouse now.",
        form=ReceiveForm,
        icon="local_shipping",
        permission="catalog.move_stock",
        variant=ActionVariant.DEFAULT,
    )
    def receive(self, request: HttpRequest, product: Product, *, quantity: int, reason: str) -> Product:
        self._say(request, receive_stock(product=product, quantity=quantity, by=signed_in(request), reason=reason))
        return product

    @dialog_action(
        "Reserve",
        title="Reserve free units",
        about="They stay in the warehouse and are promised to somebody.",
        form=ReserveForm,
        icon="bookmark_add",
        permission="catalog.move_stock",
        variant=ActionVariant.DEFAULT,
    )
    def reserve(self, request: HttpRequest, product: Product, *, quantity: int, reason: str) -> Product:
        self._say(request, reserve_stock(product=product, quantity=quantity, by=signed_in(request), reason=reason))
        return product

    @dialog_action(
        "Release",
        title="Release reserved units",
        about="They are free again.",
        form=ReleaseForm,
        icon="bookmark_remove",
        permission="catalog.move_stock",
        variant=ActionVariant.DEFAULT,
    )
    def release(self, request: HttpRequest, product: Product, *, quantity: int, reason: str) -> Product:
        self._say(request, release_stock(product=product, quantity=quantity, by=signed_in(request), reason=reason))
        return product

    @dialog_action(
        "Adjust",
        title="Adjust the stock",
        about="When units broke, were found or were given away. After counting, take stock instead.",
        form=AdjustForm,
        icon="exposure",
        permission="catalog.move_stock",
        variant=ActionVariant.DEFAULT,
    )
    def adjust(self, request: HttpRequest, product: Product, *, quantity: int, reason: str) -> Product:
        self._say(request, adjust_stock(product=product, quantity=quantity, by=signed_in(request), reason=reason))
        return product

    @dialog_action(
        "Take stock",
        title="Enter what was counted",
        about="The count is right and the books follow: the difference is written down as a movement.",
        form=TakeStockForm,
        icon="checklist",
        permission="catalog.move_stock",
        variant=ActionVariant.DEFAULT,
    )
    def count(self, request: HttpRequest, product: Product, *, counted: int, reason: str) -> Product:
        self._say(request, take_stock(product=product, counted=counted, by=signed_in(request), reason=reason))
        return product

    def _say(self, request: HttpRequest, movement: Any) -> None:
        on_hand, reserved = number_text(movement.on_hand_after), number_text(movement.reserved_after)
        self.message_user(request, f"{movement}: now {on_hand} on hand, {reserved} of them reserved.")

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.catalog.models import Product
from apps.core.models import Job
from apps.core.rest.canonical_fields import CanonicalField, NameField
from apps.core.rest.contact_fields import EmailField, PhoneField
from apps.core.rest.schema import example
from apps.core.rest.writing import ChangeInput
from apps.orders.api.v2 import examples
from apps.orders.models import Customer, ImportJob, ImportRejection, Order, OrderLine
from apps.orders.rules.countries import canonical_country


class CustomerReference(serializers.ModelSerializer[Customer]):
    """Which customer, and where to read about them."""

    url = serializers.HyperlinkedIdentityField(view_name="customer-detail", lookup_field="number")

    class Meta:
        model = Customer
        fields = ["number", "name", "url"]


@example("An order", examples.ORDER)
class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order as lists show it. Amounts are in `currency`, with three decimals."""

    url = serializers.HyperlinkedIdentityField(view_name="order-detail", lookup_field="number")
    customer = CustomerReference(read_only=True, allow_null=True)

    class Meta:
        model = Order
        fields = [
            "number",
            "url",
            "kind",
            "status",
            "customer",
            "country",
            "currency",
            "total",
            "line_count",
            "placed_at",
        ]
        read_only_fields = fields


class LineProductSerializer(serializers.ModelSerializer[Product]):
    """What a line's SKU names today."""

    url = serializers.HyperlinkedIdentityField(view_name="product-detail", lookup_field="sku")

    class Meta:
        model = Product
        fields = ["sku", "url", "name", "kind", "is_active"]
        read_only_fields = fields


@extend_schema_field({"oneOf": [{"type": "string", "format": "uri"}, {"type": "object"}]})
class LineProductField(serializers.HyperlinkedRelatedField[Any]):
    """The product by its address; with `expand=lines.product` the product itself."""


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    """A line with SKU, name and price as they were; `product` is what the SKU names today."""

    product = LineProductField(view_name="product-detail", lookup_field="sku", read_only=True)

    class Meta:
        model = OrderLine
        fields = ["position", "sku", "name", "quantity", "unit_price", "amount", "product"]
        read_only_fields = fields


@example("An order with its lines", examples.ORDER_DETAIL)
class OrderDetailSerializer(OrderSerializer):
    """An order with its lines; payments are behind a link."""

    lines = OrderLineSerializer(many=True, read_only=True)
    links = serializers.SerializerMethodField()

    class Meta(OrderSerializer.Meta):
        fields = [*OrderSerializer.Meta.fields, "created_at", "lines", "links"]
        read_only_fields = fields

    @extend_schema_field(
        inline_serializer("OrderLinks", {"payments": serializers.URLField(help_text="The order's payments.")})
    )
    def get_links(self, order: Order) -> dict[str, str]:
        request = self.context["request"]
        return {"payments": reverse("payment-list", request=request, query={"order": order.number})}


class OrderOfCustomerSerializer(OrderSerializer):
    """An order beside its customer."""

    class Meta(OrderSerializer.Meta):
        fields = [name for name in OrderSerializer.Meta.fields if name != "customer"]
        read_only_fields = fields

    customer = None  # type: ignore[assignment] # how a field is left out


@example("A customer", examples.CUSTOMER)
class CustomerSerializer(serializers.ModelSerializer[Customer]):
    """A customer as lists show them."""

    url = serializers.HyperlinkedIdentityField(view_name="customer-detail", lookup_field="number")

    class Meta:
        model = Customer
        fields = ["number", "url", "name", "email", "phone", "country", "created_at"]
        read_only_fields = fields


@extend_schema_field({"type": "string", "minLength": 2, "maxLength": 2, "example": "GB"})
class CountryField(CanonicalField):
    """The code of a country that the shop knows."""

    def canonical(self, text: str) -> str:
        return canonical_country(text)


class AddCustomerInput(serializers.Serializer[Customer]):
    """A new customer; the shop gives the number."""

    name = NameField(max_length=200)
    country = CountryField(help_text="ISO 3166 code, or one of the shop's own.")
    email = EmailField(default="", allow_blank=True)
    phone = PhoneField(default="", allow_blank=True, help_text="With a plus, or as dialled in the country.")


class ChangeCustomerInput(ChangeInput, AddCustomerInput):
    """What to change of a customer; what is left out stays, an empty e-mail address or phone number is taken away."""


@example("A customer", examples.CUSTOMER_DETAIL)
class CustomerDetailSerializer(CustomerSerializer):
    """A customer; orders are behind a link."""

    links = serializers.SerializerMethodField()

    class Meta(CustomerSerializer.Meta):
        fields = [*CustomerSerializer.Meta.fields, "links"]
        read_only_fields = fields

    @extend_schema_field(
        inline_serializer("CustomerLinks", {"orders": serializers.URLField(help_text="The customer's orders.")})
    )
    def get_links(self, customer: Customer) -> dict[str, str]:
        return {"orders": reverse("order-list", request=self.context["request"], query={"customer": customer.number})}


class JobSerializer(serializers.ModelSerializer[Job]):
    """How far the work is, and why it ended early if it did."""

    class Meta:
        model = Job
        fields = ["state", "done", "total", "progress_note", "cause", "created_at", "started_at", "finished_at"]
        read_only_fields = fields


@example("An import", examples.IMPORT)
class ImportSerializer(serializers.ModelSerializer[ImportJob]):
    """An import of a file of order lines: what was asked for, how far it is, what came of it."""

    id = serializers.UUIDField(source="job_id", read_only=True)
    url = serializers.HyperlinkedIdentityField(view_name="import-detail", lookup_field="job_id", lookup_url_kwarg="id")
    rejections_url = serializers.HyperlinkedIdentityField(
        view_name="import-rejections", lookup_field="job_id", lookup_url_kwarg="id"
    )
    job = JobSerializer(read_only=True)

    class Meta:
        model = ImportJob
        fields = [
            "id",
            "url",
            "file_name",
            "sha256",
            "mode",
            "dry_run",
            "timezone",
            "job",
            "rows_read",
            "lines_stored",
            "rows_rejected",
            "rows_repeated",
            "rows_in_conflict",
            "orders_created",
            "orders_replaced",
            "products_created",
            "customers_created",
            "net_total",
            "rejections_url",
        ]
        read_only_fields = fields


@example("A rejected row", examples.REJECTION)
class ImportRejectionSerializer(serializers.ModelSerializer[ImportRejection]):
    """A row or an invoice of the file that was not stored, and why. The header is line 1."""

    class Meta:
        model = ImportRejection
        fields = ["line", "column", "code", "reason", "verdict", "invoice", "rows", "raw"]
        read_only_fields = fields

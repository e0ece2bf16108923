from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import User
from apps.core.models import JobState
from apps.core.rest.filters import (
    AmountFilter,
    CurrencyFilter,
    EmailFilter,
    FlagFilter,
    FromFilter,
    NumberFilter,
    TextFilter,
    ToFilter,
    capitals,
)
from apps.orders.enums import ImportMode, OrderKind, OrderStatus, RowVerdict
from apps.orders.models import Customer, ImportJob, ImportRejection, Order
from apps.orders.rules.countries import COUNTRIES


class CountryField(forms.CharField):
    """The code of a country that the shop knows, in capitals however it was written."""

    def to_python(self, value: Any) -> str:
        return capitals(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) == self.max_length and value not in COUNTRIES:
            # The value stands apart: django-filter puts values into the words, where `%d` would be one of its places.
            words = "%(value)r is not the code of a country."
            raise ValidationError(words, code="country_unknown", params={"value": value})


class CountryFilter(django_filters.CharFilter):
    """Rows of this country."""

    field_class = CountryField
    documented: ClassVar = {"type": "string", "pattern": r"^(\S{2})?$"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=2, min_length=2, help_text="The code of a country, such as FR.", **kwargs)


class OrderFilter(django_filters.FilterSet):
    number = NumberFilter(max_length=20)
    kind = django_filters.ChoiceFilter(choices=OrderKind.choices)
    status = django_filters.ChoiceFilter(choices=OrderStatus.choices)
    country = CountryFilter()
    customer = NumberFilter("customer__number", label="Customer", max_length=20, help_text="The customer's number.")
    customer_email = EmailFilter(
        method="filter_customer_email",
        label="Customer's e-mail",
        max_length=254,
        help_text="The whole address of a customer whom the caller may see.",
    )
    placed_from = FromFilter(
        "placed_at", label="Placed from", help_text="Placed on this day, or at this moment, or later."
    )
    placed_to = ToFilter("placed_at", label="Placed to", help_text="Placed on this day, or at this moment, or earlier.")
    total_from = AmountFilter("total", "gte", label="Total from", help_text="A total of this amount or more.")
    total_to = AmountFilter("total", "lte", label="Total to", help_text="A total of this amount or less.")
    currency = CurrencyFilter()
    imported_by = django_filters.UUIDFilter(
        "imported_by__job_id", label="Imported by", help_text="The id of the import that brought the order."
    )
    sku = django_filters.CharFilter(
        method="filter_sku", label="SKU", max_length=40, help_text="Orders with a line of this product."
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def filter_customer_email(self, queryset: Any, name: str, value: str) -> Any:
        """Who may not read addresses must not guess them either."""
        return queryset.filter(customer__in=Customer.objects.visible_to(self.request.user).filter(email=value))

    def filter_sku(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.with_product(value)


class CustomerFilter(django_filters.FilterSet):
    number = NumberFilter(max_length=20)
    country = CountryFilter()
    email = EmailFilter(max_length=254, help_text="The whole address.")
    name = TextFilter(max_length=200, help_text="Part of the name.")

    class Meta:
        model = Customer
        fields: list[str] = []


class ImportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(field_name="job__state", label="State", choices=JobState.choices)
    mode = django_filters.ChoiceFilter(choices=ImportMode.choices)
    dry_run = FlagFilter(help_text="true: what would have been stored; false: what was stored.")
    sha256 = django_filters.CharFilter(max_length=64, help_text="Of the file, in hexadecimal, small letters.")
    file_name = django_filters.CharFilter("file_name", "startswith", max_length=255, help_text="How the name begins.")
    owner = django_filters.CharFilter(
        method="filter_owner", label="Owner", max_length=254, help_text="E-mail address of who asked for it."
    )

    class Meta:
        model = ImportJob
        fields: list[str] = []

    def filter_owner(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(job__owner__in=User.objects.with_email(value))


class RejectionFilter(django_filters.FilterSet):
    code = django_filters.CharFilter(max_length=40)
    verdict = django_filters.ChoiceFilter(choices=RowVerdict.choices)

    class Meta:
        model = ImportRejection
        fields: list[str] = []

import django_filters

from apps.core.rest.filters import FromFilter, NumberFilter, TextFilter, ToFilter
from apps.orders.api.v2 import filters as v2
from apps.orders.enums import OrderKind


class OrderFilter(v2.OrderFilter):
    """The filters of version 2 under the names of version 1."""

    # How a filter is left out: version 1 has never had these, or has them by another name.
    kind = sku = imported_by = None
    number = customer = customer_email = placed_from = placed_to = None  # type: ignore[assignment]
    total_from = total_to = currency = None  # type: ignore[assignment]
    order_no = NumberFilter("number", label="Order no", max_length=20)
    order_type = django_filters.ChoiceFilter(field_name="kind", label="Order type", choices=OrderKind.choices)
    customer_id = NumberFilter(
        "customer__number", label="Customer id", max_length=20, help_text="The customer's number."
    )
    date_from = FromFilter("placed_at", label="Date from", help_text="Placed on this day, or at this moment, or later.")
    date_to = ToFilter("placed_at", label="Date to", help_text="Placed on this day, or at this moment, or earlier.")


class CustomerFilter(v2.CustomerFilter):
    """The filters of version 2 under the names of version 1."""

    number = name = None  # type: ignore[assignment] # how a filter is left out
    customer_id = NumberFilter("number", label="Customer id", max_length=20)
    customer_name = TextFilter("name", label="Customer name", max_length=200, help_text="Part of the name.")

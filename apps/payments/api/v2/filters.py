import django_filters

from apps.core.rest.filters import NumberFilter
from apps.payments.enums import PaymentMethodKind, PaymentStatus
from apps.payments.models import Payment


class PaymentFilter(django_filters.FilterSet):
    order = NumberFilter("order__number", label="Order", max_length=20, help_text="The order's number.")
    method = django_filters.ChoiceFilter(choices=PaymentMethodKind.choices)
    status = django_filters.ChoiceFilter(choices=PaymentStatus.choices)

    class Meta:
        model = Payment
        fields: list[str] = []

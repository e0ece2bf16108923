from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "number"})
class AmountField(serializers.DecimalField):
    """An amount as version 1 writes it: a plain number. The renderer takes care of its digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=3, coerce_to_string=False, read_only=True, **kwargs)

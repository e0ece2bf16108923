from decimal import Decimal
from typing import Any

import orjson

from apps.core.rest.renderers import BrowsableRenderer, JSONRenderer


class NumberJSONRenderer(JSONRenderer):
    """JSON in which amounts are plain numbers: the Decimal's own digits, `12.500`, never by way of a float."""

    def encode_amount(self, amount: Decimal) -> Any:
        return orjson.Fragment(format(amount, "f"))


RENDERERS = [NumberJSONRenderer, BrowsableRenderer]

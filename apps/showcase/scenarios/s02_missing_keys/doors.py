"""One door of the API, and three ways to read what comes in by it."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.core.payloads import read
from apps.core.policy import PUBLIC
from apps.showcase.scenarios.s02_missing_keys.corpus import RefundReported
from apps.showcase.scenarios.s02_missing_keys.twin import by_defaults, by_raw_access

Booking = dict[str, Any]
Way = Callable[[Any], Booking]


def by_policy(document: dict[str, Any]) -> Booking:
    """What is booked. Raises PayloadRefused, which names all that is missing or wrong."""
    refund = read(RefundReported, document)
    return {
        "on": refund.reference,
        "at": refund.made_at,
        "booked": refund.amount.value,
        "currency": refund.amount.currency,
        "lines": [{"sku": one.sku, "quantity": one.quantity, "value": one.amount.value} for one in refund.lines],
    }


WAYS: Mapping[str, Way] = {"the policy": by_policy, "raw access": by_raw_access, "defaults": by_defaults}


class Door(APIView):
    """Reads a message by `way` and says what was booked; the shop's parser, handler and renderer are around it."""

    policy = {"create": PUBLIC}
    authentication_classes = ()
    permission_classes = ()
    versioning_class = None
    throttle_classes = ()
    way: Way | None = None

    def post(self, request: Request) -> Response:
        assert self.way is not None
        return Response(self.way(request.data))

"""Writing down what happened, in the transaction in which it happened."""

from typing import Any

from django.db import transaction

from apps.core.events.payload import to_payload
from apps.core.events.registry import event_name
from apps.core.models import OutboxEvent
from apps.core.observability.context import request_id


class PublishedOutsideTransaction(RuntimeError):
    """An event outside a transaction could be stored while its change fails, or the other way round."""


def publish(event: Any, *, aggregate: str) -> OutboxEvent:
    """Store a frozen dataclass as an event; handlers hear it after the transaction has committed, not otherwise.

    `aggregate` names whose events stay in order, such as `orders.order:42`. The commit wakes the relay (by trigger).
    Raises PublishedOutsideTransaction, and TypeError for values that an event cannot carry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise PublishedOutsideTransaction(f"{event_name(type(event))} was published outside a transaction.")
    return OutboxEvent.objects.create(
        name=event_name(type(event)), aggregate=aggregate, payload=to_payload(event), request_id=request_id()
    )

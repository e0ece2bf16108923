"""The audit trail: who did what to which object. Services write it in the transaction of the change."""

from typing import Any

from django.db import models

from apps.core.actor import Actor
from apps.core.models import AuditEntry
from apps.core.observability.context import request_id
from apps.core.observability.secrets import masked


def record(
    *,
    actor: Actor | None,
    action: str,
    target: models.Model | type[models.Model],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry. `action` is `app.verb_in_past_tense`; `actor` is None for the shop itself.

    `target` is one object; the model itself where the act is about its rows together, and then the id stays empty. What
    looks like a secret is masked: nothing is ever taken out of the trail again.
    """
    return AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk) if isinstance(target, models.Model) else "",
        before=masked(before),
        after=masked(after),
        reason=masked(reason),
        request_id=request_id(),
    )

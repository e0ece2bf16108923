from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models.lookups import PatternLookup

from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.core.models import InboxEntry, Job, Note


class HasText(PatternLookup):
    """`column ILIKE '%text%'`, which a trigram index serves; Django's `icontains` compares UPPER(column), it cannot."""

    lookup_name = "contains"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"ILIKE {rhs}"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view jobs, otherwise one's own; none for strangers."""
        if user.has_perm("core.view_job"):
            return self.all()
        return self.filter(owner_id=user.pk) if user.pk else self.none()


class InboxEntryQuerySet(models.QuerySet["InboxEntry"]):
    """Pairs of event and handler."""

    def undone(self) -> Self:
        """What is still to be delivered: neither done nor given up."""
        return self.filter(done_at=None, parked_at=None)

    def due(self, now: datetime) -> Self:
        """Undone and to be rung (again) by now, the longest waiting first."""
        return self.undone().filter(ring_at__lte=now).order_by("ring_at")


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """For those who may view notes: the ones on objects of the models that they may view."""
        if not user.has_perm("core.view_note"):
            return self.none()
        options = [model._meta for model in apps.get_models()]
        return self.filter(
            object_type__in=[
                one.label_lower for one in options if user.has_perm(f"{one.app_label}.view_{one.model_name}")
            ]
        )


class OwnedQuerySet(models.QuerySet[Any]):
    """What people keep for themselves: nobody sees another's, whatever their roles."""

    def visible_to(self, user: Actor) -> Self:
        return self.filter(owner_id=user.pk) if user.pk else self.none()

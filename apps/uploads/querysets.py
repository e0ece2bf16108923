from typing import TYPE_CHECKING, Self

from django.db import models

from apps.core.actor import Actor

if TYPE_CHECKING:
    from apps.uploads.models import Upload


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploaded files, and who may see them."""

    def visible_to(self, user: Actor) -> Self:
        """All for those who may view uploads, otherwise one's own; none for strangers."""
        if user.has_perm("uploads.view_upload"):
            return self.all()
        return self.filter(owner_id=user.pk) if user.pk else self.none()

    def with_owner(self) -> Self:
        """The owner comes along in the same query."""
        return self.select_related("owner")

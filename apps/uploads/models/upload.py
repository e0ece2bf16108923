import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.uploads.enums import UploadKind
from apps.uploads.querysets import UploadQuerySet


class Upload(models.Model):
    """A file that somebody sent. It lies under a random name outside the code and leaves only by an authorised view."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    kind = models.CharField(max_length=20, choices=UploadKind)
    name = models.CharField(max_length=255, help_text="The name it was sent under; shown, never used as a path.")
    path = models.CharField(max_length=100, unique=True, editable=False)
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=UploadKind.values), name="upload_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

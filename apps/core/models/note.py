from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.querysets import NoteQuerySet


class Note(models.Model):
    """What a colleague should know about an object. Append only, by trigger: who wrote it, wrote it."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    object_name = models.CharField(max_length=200, help_text="What the object was called when this was written.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]
        indexes = [models.Index(fields=["object_type", "object_id", "-id"], name="note_of_object")]

    def __str__(self) -> str:
        return f"Note on {self.object_name}"

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from apps.accounts.enums import KeyState
from apps.accounts.querysets import ApiTokenQuerySet


class ApiToken(models.Model):
    """A program's key. The token itself is shown once; kept are a prefix people can recognise and a SHA-256 digest.

    It may do what its person may and one of its `scopes` covers (`rules/scopes.py`). A key that another one made
    (`made_with`) ends with it, or sooner; one that `replaces` another took over its name and scopes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="successor"
    )
    made_with = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="made"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def works_at(self, moment: datetime) -> bool:
        """Whether it opens anything then; whose it is has to be active, too."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > moment)

    def state_at(self, moment: datetime) -> KeyState:
        """Whether it works then, or why not; `successor` brought along saves a query."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if not self.works_at(moment):
            return KeyState.EXPIRED
        return KeyState.REPLACED if hasattr(self, "successor") else KeyState.WORKS

"""Names of states."""

from django.db.models import TextChoices


class KeyState(TextChoices):
    """Whether a program's key opens anything."""

    WORKS = "works", "Works"
    REPLACED = "replaced", "Works for a while"
    EXPIRED = "expired", "Expired"
    REVOKED = "revoked", "Revoked"

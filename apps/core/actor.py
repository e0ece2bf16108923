"""Who does something, as far as the lowest floor may know: people live in accounts, above it."""

from typing import Any, Protocol

from django.db.models import Model


class Actor(Protocol):
    """A signed-in person, or a stranger (no pk, no permission)."""

    @property
    def pk(self) -> Any: ...

    def has_perm(self, perm: str, obj: Model | None = None) -> bool: ...

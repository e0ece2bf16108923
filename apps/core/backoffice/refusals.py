"""What the admin refuses everybody. The error pages show the `message` (apps/core/observability/errors.py)."""

from django.core.exceptions import BadRequest


class UnreadableFilter(BadRequest):
    """A list was asked to narrow by a value that its column cannot have."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

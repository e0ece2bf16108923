"""Errors of the domain: what the shop refuses, in words for people and a code for programs."""


class DomainError(Exception):
    """A refusal with a reason that may be shown.

    `code` is stable: clients and tests compare it, so it never changes with the wording. `field` is the path of the
    input that is at fault, such as `lines.0.quantity`; empty when no single one is.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field


class NotAllowed(DomainError):
    """The actor may not do this, whatever the state of things."""

    code = "not_allowed"


class Conflict(DomainError):
    """Allowed in general, but not in the state that things are in now."""

    code = "conflict"


class TooOften(DomainError):
    """Allowed, but not so often. `wait` is the number of seconds until it is worth trying again."""

    code = "throttled"

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait

"""What the accounts app refuses."""

from apps.core.errors import DomainError


class UnknownScope(DomainError):
    """A key is wanted for something that no part of the API asks for."""

    code = "unknown_scope"


class NoScope(DomainError):
    """A key is wanted that would open nothing."""

    code = "no_scope"

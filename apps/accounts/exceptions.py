"""What the accounts app refuses."""

from apps.core.errors import Conflict, DomainError, NotAllowed


class UnknownScope(DomainError):
    """A key is wanted for something that no part of the API asks for."""

    code = "unknown_scope"


class NoScope(DomainError):
    """A key is wanted that would open nothing."""

    code = "no_scope"


class AlreadyOver(DomainError):
    """A key is wanted that has ended before it begins."""

    code = "already_over"


class OverlapOutOfRange(DomainError):
    """A replaced key would go on for longer than it may, or for less than nothing."""

    code = "out_of_range"


class BeyondOwnKey(NotAllowed):
    """A key is wanted that opens more, or lives longer, than the key it is made with."""

    code = "beyond_own_key"


class TooManyKeys(Conflict):
    """A person has as many keys that work as one may have."""

    code = "too_many_keys"


class KeyEnded(Conflict):
    """The key does not work any more: nothing can be made of it."""

    code = "key_ended"


class KeyReplaced(Conflict):
    """Another key has replaced this one already."""

    code = "key_replaced"

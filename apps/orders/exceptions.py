"""What the orders app refuses."""

from apps.core.errors import DomainError


class ImportFileError(DomainError):
    """A file cannot be read as an order file at all; nothing was changed. `code` says in which way."""

    code = "file_unusable"

"""What can be a key, and when two requests are the same one."""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any

from apps.core.errors import Conflict, DomainError

HEADER = "Idempotency-Key"
SHORTEST, LONGEST = 8, 255


class KeyMissing(DomainError):
    """Without a key nobody could tell a repetition from a second wish."""

    code = "idempotency_key_missing"

    def __init__(self) -> None:
        super().__init__("Send a key of your own making, such as a UUID, with each new wish.", field=HEADER)


class KeyInvalid(DomainError):
    """This cannot be a key."""

    code = "idempotency_key_invalid"

    def __init__(self) -> None:
        super().__init__(f"A key has {SHORTEST} to {LONGEST} printable characters of ASCII.", field=HEADER)


class KeyInUse(Conflict):
    """The first request with this key still runs, or whether it did is not known yet. `wait` is in seconds."""

    code = "idempotency_key_in_use"
    wait = 1

    def __init__(self) -> None:
        super().__init__("The first request with this key is still at work. Send the same again soon.", field=HEADER)


class KeyReused(DomainError):
    """The key stands for another request."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This key was sent with another request. Take a new one.", field=HEADER)


def read_key(text: str | None) -> str:
    """The key in the header's value, with quotes around it (as the draft of the IETF has it) or without.

    Raises KeyMissing and KeyInvalid.
    """
    if text is None:
        raise KeyMissing
    key = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise KeyInvalid
    return key


def fingerprint_of(*parts: Any) -> str:
    """The same for the same documents, in whatever order and form their members were written."""
    return sha256(json.dumps(parts, sort_keys=True, default=exactly).encode()).hexdigest()


def exactly(value: Any) -> list[str]:
    """A number with a point is another one than its text."""
    if isinstance(value, Decimal):
        return ["Decimal", str(value)]
    raise TypeError(f"{type(value).__name__} is no part of a document.")

"""Keeping secrets out of the log: by the name of a value, and by what the text looks like."""

import re
from collections.abc import Iterator
from typing import Any

MASK = "***"
NAMES = re.compile(
    r"passw|secret|token|authori[sz]ation|cookie|api.?key|private.?key|csrf|session.?(id|key)"
    r"|card.?(number|no)|^pan$|cvv|cvc|iban|one.?time|recovery.?code|totp|signature",
    re.IGNORECASE,
)
# user:password@ in addresses, what follows an authentication scheme, and what has the shape of a key wherever it is:
# the shop's own API tokens, those of payment providers, signed tokens, hashes of passwords, private keys.
CREDENTIALS = re.compile(
    r"(?<=://)[^\s/@]+@|(?<=\bbearer )[\w.~+/=-]{16,}|(?<=\bbasic )[\w+/=-]{16,}"
    r"|(?<=\btoken )vit_[\w-]+|vit_[a-z0-9]{8}_[\w-]{43,}"
    r"|\b[rs]k_(?:live|test)_\w{8,}|\bwhsec_[\w+/=-]{8,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"
    r"|\bargon2id?\$v=[^\s'\"]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+?-----END [A-Z ]*PRIVATE KEY-----",
    re.IGNORECASE,
)
# password=... in connection strings and forms, 'password': '...' in the text of a dict.
NAMED = re.compile(
    r"""(\b\w*(?:passw(?:or)?d|secret|api_?key|(?:access|refresh|auth)_?token)["']?\s*(?:=|(?<=["']):)\s*["']?)"""
    r"""[^\s"'&,;)}\]]+""",
    re.IGNORECASE,
)
CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")


def mask_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: the event with secrets masked, at any depth."""
    return {name: MASK if _is_secret(name, value) else masked(value) for name, value in event.items()}


def masked(value: Any) -> Any:
    """The value without credentials and card numbers in its texts, and without values whose name says secret."""
    if isinstance(value, str):
        text = CREDENTIALS.sub(lambda found: MASK + "@" * found[0].endswith("@"), value)
        return CARD.sub(_mask_card, NAMED.sub(rf"\1{MASK}", text))
    if isinstance(value, dict):
        return {masked(name): MASK if _is_secret(name, inner) else masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(inner) for inner in value]
    if value is None or isinstance(value, bool | float):
        return value
    # Numbers, bytes, exceptions and whatever else: the log shows their repr, so that is looked at.
    text = repr(value)
    hidden = masked(text)
    return value if hidden == text else hidden


def shaped_like_secrets(text: str) -> Iterator[str]:
    """The parts of a text that `masked` would take out for their shape."""
    for found in CREDENTIALS.finditer(text):
        yield found[0].rstrip("@")
        yield found[0].rstrip("@").partition(":")[2]
    yield from (found[0] for found in CARD.finditer(text) if _mask_card(found) == MASK)


def _is_secret(name: Any, value: Any) -> bool:
    # A number of tokens is no token; True tells nothing either.
    return isinstance(name, str) and bool(NAMES.search(name)) and not isinstance(value, bool | int | float | None)


def _mask_card(found: re.Match[str]) -> str:
    digits = [int(character) for character in found[0] if character.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return MASK if (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 else found[0]

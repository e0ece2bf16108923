"""What counts as a second factor, and whether a session has shown one."""

from collections.abc import Iterable, Mapping
from typing import Any

APP = "totp"
PASSKEY = "webauthn"
RECOVERY_CODES = "recovery_codes"
WORDS = {APP: "authenticator app", PASSKEY: "passkey", RECOVERY_CODES: "recovery codes"}


def shown(proofs: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one of the ways that somebody proved who they are in this session is more than a password."""
    return any(proof["method"] == "mfa" for proof in proofs)
